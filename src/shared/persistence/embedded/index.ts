export type { EmbeddedLogger } from './embedded-logger.js';
export {
  EmbeddedPostgres,
  startEmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded-postgres.js';
export { generatedSecret, keptSecret } from './generated-secret.js';
export { DataDirInUseError } from './instance-lock.js';
