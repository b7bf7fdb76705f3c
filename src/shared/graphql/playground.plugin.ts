import { existsSync } from 'node:fs';
import { dirname, join, parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

export interface PlaygroundOptions {
  /** The folder that `npm run build:web` writes; absent: dist/web of the package that this file belongs to. */
  readonly bundleDir?: string;
}

const PAGE = 'playground/index.html';
const NOT_BUILT = 'The playground has not been built. Run `npm run build`, then load this page again.\n';

/** A browser may keep a file whose name holds a hash of its content for as long as it likes. */
const ONE_YEAR_MS = 365 * 24 * 3_600_000;

/**
 * Everything comes from this origin. Styles: the editor (Monaco) writes its colours into style elements.
 * Images: its style sheet holds a few as data: addresses.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const SECURITY_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** Serves GraphiQL at /playground. Open to everyone: it holds no data, and the API asks for a token itself. */
export async function playgroundPlugin(fastify: FastifyInstance, options: PlaygroundOptions): Promise<void> {
  const bundleDir = options.bundleDir ?? defaultBundleDir();
  await fastify.register(fastifyStatic, { root: bundleDir, serve: false, dotfiles: 'deny' });
  fastify.addHook('onRequest', async (_request, reply) => {
    reply.headers(SECURITY_HEADERS);
  });

  const page = (_request: unknown, reply: FastifyReply): FastifyReply => {
    // no-cache: kept, but asked for each time, since the page names the files of the newest build.
    reply.header('cache-control', 'no-cache');
    if (existsSync(join(bundleDir, PAGE))) return reply.sendFile(PAGE, { cacheControl: false });
    return reply.code(503).type('text/plain; charset=utf-8').send(NOT_BUILT);
  };
  fastify.get('/playground', page);
  fastify.get('/playground/', page);
  fastify.get<{ Params: { '*': string } }>('/playground/assets/*', (request, reply) =>
    reply.sendFile(`playground/assets/${request.params['*']}`, { maxAge: ONE_YEAR_MS, immutable: true }),
  );
}

/** This file runs from src/ in tests and from dist/ in production: both lie below the folder with package.json. */
function defaultBundleDir(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && folder !== parse(folder).root) folder = dirname(folder);
  return join(folder, 'dist', 'web');
}
