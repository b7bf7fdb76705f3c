import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** dist/web has the shape of the addresses it is served at, hence the assets below playground/. */
export default defineConfig({
  root: at('.'),
  base: '/',
  build: {
    outDir: at('../dist/web'),
    emptyOutDir: true,
    assetsDir: 'playground/assets',
    // The first browsers with light-dark() and the popover attribute, which the page uses as they are.
    target: ['chrome125', 'firefox125', 'safari18'],
    // Files instead of data: addresses and inline scripts: the content security policy can stay strict.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: at('playground/index.html'),
      onLog: (level, log, report) => {
        // 'use client' marks of libraries mean nothing in a page that is all client.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
    // The editor (Monaco) is one big chunk by nature; it is loaded after the page is drawn.
    chunkSizeWarningLimit: 4_000,
    reportCompressedSize: false,
  },
  // Module workers: the GraphQL worker loads its formatter on demand, which classic workers cannot.
  worker: { format: 'es' },
});
