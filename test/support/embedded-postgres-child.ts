import { startEmbeddedPostgres } from '../../src/shared/persistence/embedded/index.js';

/** A delivr that is nothing but its database, for tests to start and kill. Its argument: the options as JSON. */
const log = (level: string) => (message: string, details?: object) => {
  process.stderr.write(`${level} ${message} ${JSON.stringify(details ?? {})}\n`);
};
const logger = { info: log('info'), warn: log('warn'), error: log('error') };

try {
  const server = await startEmbeddedPostgres({ ...JSON.parse(process.argv[2]!), logger });
  process.on('SIGINT', () => undefined);
  process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)));
  process.stdout.write(`${JSON.stringify({ serverPid: server.pid, url: server.connectionUrl })}\n`);
} catch (error) {
  process.stdout.write(`${JSON.stringify({ error: (error as Error).message })}\n`);
  process.exit(1);
}
