import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';

/**
 * Preloaded by `npm start`: as long as this process lives, a socket in `dist/.running` answers, so that no build
 * replaces its files (build-if-changed.ts). A process id in a file would outlive a crash.
 */
try {
  mkdirSync('dist/.running', { recursive: true });
  createServer((socket) => socket.destroy())
    .on('error', () => undefined)
    .listen(`dist/.running/${process.pid}.sock`)
    .unref();
} catch {
  // A folder that cannot be written is not built into either.
}
