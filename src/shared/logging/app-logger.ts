import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';

type Details = Readonly<Record<string, unknown>>;

/** Names whose values never reach a log, wherever they stand. */
const SECRET_NAMES =
  /^(authorization|cookie|password|secret|secrets|token|api_?(key|token)|access_?token|webhook_?secret|encryption_?keys)$/i;
const MAX_DEPTH = 6;

/** Structured logs on stdout, one JSON object a line. An error is logged by its kind, message and stack, never with what hangs on it. */
export class AppLogger implements LoggerService {
  constructor(private readonly pino: Logger) {}

  static create(level: string, destination?: DestinationStream): AppLogger {
    const options = { level, base: null, timestamp: stdTimeFunctions.isoTime };
    return new AppLogger(pino(options, destination ?? standardOutput()));
  }

  debug(message: string, details?: unknown): void {
    this.pino.debug(scrub(details), message);
  }

  /** Nest's own chatter: of use to nobody who runs delivr. */
  log(message: string, details?: unknown): void {
    this.pino.debug(scrub(details), message);
  }

  info(message: string, details?: Details): void {
    this.pino.info(scrub(details), message);
  }

  warn(message: string, details?: unknown): void {
    this.pino.warn(scrub(details), message);
  }

  /** Nest gives whatever was thrown as the message. */
  error(message: unknown, details?: unknown): void {
    if (typeof message === 'string') this.pino.error(scrub(details), message);
    else this.pino.error(scrub({ error: message }), 'Something was thrown.');
  }

  fatal(message: string, details?: unknown): void {
    this.pino.fatal(scrub(details), message);
  }
}

/** A closed terminal takes no more lines, which must not end the process. */
function standardOutput(): DestinationStream {
  return pino.destination({ fd: 1, sync: true }).on('error', () => undefined);
}

function scrub(details: unknown): object {
  if (typeof details === 'string') return { context: details };
  if (typeof details !== 'object' || details === null) return {};
  return scrubValue(details, 0) as object;
}

function scrubValue(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) return '…';
  if (value instanceof Error) return errorDetails(value);
  if (value instanceof Date || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.slice(0, 50).map((one) => scrubValue(one, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      SECRET_NAMES.test(name) ? '[secret]' : scrubValue(one, depth + 1),
    ]),
  );
}

/** PostgreSQL quotes what it was given: a whole row that breaks a rule, a text that it cannot read. */
const QUOTED_ROW = /\n - detail: .*/s;
const QUOTED_VALUE = /^(invalid input .*|.* out of range): ".*"$/s;

function errorDetails({ name, message, stack }: Error): object {
  const redacted = message.replace(QUOTED_ROW, '').replace(QUOTED_VALUE, '$1');
  return {
    kind: name,
    message: redacted,
    stack: redacted === message ? stack : stack?.replaceAll(message, redacted),
  };
}
