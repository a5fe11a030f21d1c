/** The module of the searching process: the built one where it is not older than its source, as it starts in a third of the time. */
import { existsSync, statSync } from 'node:fs';

const [BUILT, SOURCE] = [new URL('../../dist/searcher.js', import.meta.url), new URL('../../src/storage/sql/dialects/searcher.ts', import.meta.url)];

/** The source imports nothing of the project, so that its own age tells. */
export const SEARCHER: URL = existsSync(BUILT) && statSync(BUILT).mtimeMs >= statSync(SOURCE).mtimeMs ? BUILT : SOURCE;
