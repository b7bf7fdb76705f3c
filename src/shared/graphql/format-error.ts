import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { v4 as uuid } from 'uuid';
import { DomainError, UnavailableError } from '../errors/index.js';
import type { AppLogger } from '../logging/index.js';
import type { DiskSpaceService } from '../persistence/index.js';
import { redactLiterals } from './redact-literals.js';

/** Apollo's own codes that clients may see; everything else that is not ours is an accident. */
const APOLLO_CODES = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/** Codes that our own plugins raise as GraphQL errors, outside any resolver. */
const OWN_CODES = new Set([
  'UNAUTHENTICATED',
  'RATE_LIMITED',
  'BAD_USER_INPUT',
  'NOT_FOUND',
  'FORBIDDEN',
  'CONFLICT',
]);

/**
 * What of an error reaches the client: ours as it is; Apollo's by code; an accident as an id that stands in the log
 * too. Never a stack trace, SQL, a token or a tracker's raw body.
 */
export function errorFormatter(logger: AppLogger, disk: DiskSpaceService) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const original = toUnavailable(unwrapResolverError(error), disk, logger);
    const { message, locations, path } = formatted;
    const place = { ...(locations && { locations }), ...(path && { path }) };
    if (original instanceof DomainError) {
      const { http: _, ...extensions } = original.extensions;
      return { message: original.message, ...place, extensions };
    }
    const code = String(formatted.extensions?.['code'] ?? '');
    if (APOLLO_CODES.has(code))
      return { message: redactValues(message, error), ...place, extensions: { code } };
    if (OWN_CODES.has(code)) return { message, ...place, extensions: withoutInternals(formatted.extensions) };
    if (code === 'BAD_REQUEST' || isClientError(error)) return badRequest(message.trim());
    const errorId = uuid();
    logger.error('An operation failed unexpectedly.', { errorId, error: original });
    return {
      message: `Something went wrong on our side. Nothing more is known here; the log has it under ${errorId}.`,
      ...place,
      extensions: { code: 'INTERNAL_SERVER_ERROR', errorId },
    };
  };
}

const FULL_DISK_RETRY_SECONDS = 30;

function toUnavailable(error: unknown, disk: DiskSpaceService, logger: AppLogger): unknown {
  if (!disk.noteRefusal(error)) return error;
  logger.error('Nothing can be stored: the disk of the database is full.');
  const message =
    'Nothing can be stored at the moment: the disk of the database is full. ' +
    'Try again later, or tell whoever runs delivr.';
  return new UnavailableError(message, FULL_DISK_RETRY_SECONDS);
}

function withoutInternals(extensions: Record<string, unknown> | undefined): Record<string, unknown> {
  const { http: _, stacktrace: __, ...rest } = extensions ?? {};
  return rest;
}

function badRequest(message: string): GraphQLFormattedError {
  return { message, extensions: { code: 'BAD_USER_INPUT', fields: [{ path: '', message }] } };
}

/** What Apollo answers with HTTP 400, but without a code of its own: a persisted query that is not what it says. */
function isClientError(error: unknown): boolean {
  if (!(error instanceof GraphQLError) || error.originalError) return false;
  const { http, code } = error.extensions as { http?: { status?: number }; code?: unknown };
  return code === undefined && http?.status === 400;
}

function redactValues(message: string, error: unknown): string {
  if (message.startsWith('Unknown operation named'))
    return 'There is no operation of that name in the query.';
  if (message === 'Maximum call stack size exceeded') return 'The query is nested too deeply to be read.';
  return redactLiterals(message, scalarViolation(error));
}

/** Ours throw a TypeError, which graphql-js wraps, and Apollo again. */
function scalarViolation(error: unknown): string | undefined {
  let inner = error;
  while (inner instanceof GraphQLError) inner = inner.originalError;
  return inner instanceof TypeError ? inner.message : undefined;
}
