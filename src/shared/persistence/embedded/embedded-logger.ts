/** What this folder needs of a logger: the message first, as the project's logger takes it. */
export interface EmbeddedLogger {
  info(message: string, details?: object): void;
  warn(message: string, details?: object): void;
  error(message: string, details?: object): void;
}
