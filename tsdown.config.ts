import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: { main: 'src/main.ts', decoder: 'src/imaging/decoder.ts' },
  format: 'esm',
  platform: 'node',
  target: 'node20.20',
  outDir: 'dist',
  outExtensions: () => ({ js: '.js' }),
  dts: false,
  sourcemap: true,
  logLevel: 'warn',
});
