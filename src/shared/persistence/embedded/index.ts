export type { EmbeddedLogger } from './embedded-logger.js';
export {
  EmbeddedPostgres,
  startEmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded-postgres.js';
export { loadOrCreateSecret, loadSecret, SecretFileError } from './secret-file.js';
export { DataDirInUseError } from './instance-lock.js';
