export type { EmbeddedLogger } from './embedded-logger.js';
export {
  EmbeddedPostgres,
  startEmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded-postgres.js';
export { loadOrCreateSecret as generatedSecret, loadSecret as keptSecret } from './secret-file.js';
export { DataDirInUseError } from './instance-lock.js';
