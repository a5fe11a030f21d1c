import { defineConfig, type UserConfig } from 'tsdown';

const program: UserConfig = {
  entry: { main: 'src/main.ts', 'picture-process': 'src/imaging/picture-process.ts', searcher: 'src/storage/sql/dialects/searcher.ts' },
  format: 'esm',
  platform: 'node',
  target: 'node20.20',
  outDir: 'dist',
  outExtensions: () => ({ js: '.js' }),
  // What stands beside it is the admin's, of another build.
  clean: ['dist/*.js', 'dist/*.js.map'],
  // Some 950 modules, of which little is used: loaded one by one they take a third of the start and 25 MB.
  deps: { alwaysBundle: [/^typebox/, /^kysely/] },
  dts: false,
  sourcemap: true,
  logLevel: 'warn',
};
/** `vitrine/client`, for Node and browsers. */
const client: UserConfig = {
  entry: { index: 'client/index.ts' },
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  outDir: 'dist/client',
  outExtensions: () => ({ js: '.js', dts: '.d.ts' }),
  dts: true,
  tsconfig: 'tsconfig.client.json',
  logLevel: 'warn',
};
export default defineConfig([program, client]);
