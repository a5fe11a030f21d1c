import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: { main: 'src/main.ts', 'picture-process': 'src/imaging/picture-process.ts', searcher: 'src/storage/sql/dialects/searcher.ts' },
  format: 'esm',
  platform: 'node',
  target: 'node20.20',
  outDir: 'dist',
  outExtensions: () => ({ js: '.js' }),
  dts: false,
  sourcemap: true,
  logLevel: 'warn',
});
