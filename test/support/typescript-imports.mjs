import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * Lets Node itself run our TypeScript (it strips the types, but takes `./x.js` literally, where we have `./x.ts`):
 * for jest's global setup, and for processes that tests start and kill. What they import may hold no syntax that has
 * to be compiled (enums, decorators, parameter properties).
 */
registerHooks({
  resolve(specifier, context, next) {
    if (/^\.{1,2}\/.*\.js$/.test(specifier) && context.parentURL?.startsWith('file:')) {
      const typescript = specifier.replace(/\.js$/, '.ts');
      // the relative name, not its URL: require(), which jest makes of our imports, takes no URL
      if (existsSync(fileURLToPath(new URL(typescript, context.parentURL)))) return next(typescript, context);
    }
    return next(specifier, context);
  },
});
