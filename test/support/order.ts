/** The order of a run: what takes long comes first, so that the workers end together. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders of `test/` whose files take longest, the longest first; any other comes after them. */
const LONG = ['process', 'e2e', 'golden', 'conformance', 'imaging', 'contract'];

function rankOf({ moduleId }: TestSpecification): number {
  const at = LONG.indexOf(/\/test\/([^/]+)\//.exec(moduleId)?.[1] ?? '');
  return at === -1 ? LONG.length : at;
}

export default class LongestFirst extends BaseSequencer {
  /** Within a folder by what the last run took, or by size. Projects follow one another: a worker keeps what it has loaded for files of its project alone. */
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const projects = [...new Set(files.map(({ project }) => project))];
    return sorted.sort((a, b) => projects.indexOf(a.project) - projects.indexOf(b.project) || rankOf(a) - rankOf(b));
  }
}
