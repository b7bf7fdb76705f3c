import { types } from 'node:util';
import { HttpFailure, type HttpFailureKind } from './provider-http.js';

/** A failure's kind and what a person reads after the host's name. */
type FailureText = readonly [HttpFailureKind, string];

const TLS_ERRORS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  CERT_REVOKED: 'its certificate has been revoked',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate comes from an authority that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate comes from an authority that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate comes from an authority that is not trusted here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate chain is incomplete or not trusted here',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
};

const CONNECT_ERRORS: Readonly<Record<string, FailureText>> = {
  ENOTFOUND: ['dns', 'does not resolve: there is no such host'],
  EAI_AGAIN: ['dns', 'does not resolve: the name server did not answer'],
  ECONNREFUSED: ['refused', 'could not be reached: connection refused'],
  EHOSTUNREACH: ['refused', 'could not be reached: no way to this host'],
  ENETUNREACH: ['refused', 'could not be reached: no way to its network'],
  ETIMEDOUT: ['connect-timeout', 'could not be reached: no connection in time'],
  UND_ERR_CONNECT_TIMEOUT: ['connect-timeout', 'could not be reached: no connection in time'],
  ECONNRESET: ['reset', 'dropped the connection before the request was sent'],
};

const RESPONSE_ERRORS: Readonly<Record<string, FailureText>> = {
  UND_ERR_SOCKET: ['reset', 'dropped the connection before its answer was complete'],
  ECONNRESET: ['reset', 'dropped the connection before its answer was complete'],
  ECONNABORTED: ['reset', 'dropped the connection before its answer was complete'],
  EPIPE: ['reset', 'dropped the connection before its answer was complete'],
  ETIMEDOUT: ['reset', 'dropped the connection before its answer was complete'],
  UND_ERR_HEADERS_TIMEOUT: ['timeout', 'did not answer in time'],
  UND_ERR_BODY_TIMEOUT: ['timeout', 'did not finish its answer in time'],
};

const REQUEST_ERRORS: Readonly<Record<string, string>> = {
  UND_ERR_CLOSED: 'was not asked: delivr is shutting down',
  UND_ERR_DESTROYED: 'was not asked: delivr is shutting down',
  UND_ERR_INVALID_ARG: 'was not asked: a header or the path holds characters that cannot be sent',
};

/** The words of a failure. `host` is the URL's host with its port, nothing else of the URL. */
export function failure(
  kind: HttpFailureKind,
  sent: boolean,
  host: string,
  text: string,
  cause?: unknown,
): HttpFailure {
  return new HttpFailure(kind, sent, `${host} ${text}.`, safeCause(cause));
}

/** No connection came about: nothing was sent. */
export function connectFailure(error: unknown, host: string): HttpFailure {
  if (error instanceof HttpFailure) return error;
  const code = codeOf(error);
  const known = CONNECT_ERRORS[code];
  if (known) return failure(known[0], false, host, known[1], error);
  const text = TLS_ERRORS[code] ?? `no secure connection came about (${code || 'unknown reason'})`;
  const isTls = code in TLS_ERRORS || /^(ERR_SSL|ERR_TLS|EPROTO|CERT_|HOSTNAME_)/.test(code);
  return isTls
    ? failure('tls', false, host, `could not be trusted (TLS): ${text}`, error)
    : failure('refused', false, host, `could not be reached (${code || 'unknown reason'})`, error);
}

/** The name led nowhere. */
export function resolveFailure(error: unknown, host: string): HttpFailure {
  const code = codeOf(error);
  const text = CONNECT_ERRORS[code]?.[1] ?? `does not resolve (${code || 'unknown reason'})`;
  return failure('dns', false, host, text, error);
}

/** The connection stood. `sent`: whether writing the request had begun. */
export function exchangeFailure(error: unknown, host: string, sent: boolean): HttpFailure {
  if (error instanceof HttpFailure) return error;
  const code = codeOf(error);
  const known = RESPONSE_ERRORS[code];
  if (known && !sent)
    return failure('reset', false, host, 'dropped the connection before the request was sent', error);
  if (known) return failure(known[0], true, host, known[1], error);
  const reason = code || 'unknown reason';
  return sent
    ? failure('unreadable', true, host, `sent an answer that cannot be read (${reason})`, error)
    : failure('unsendable', false, host, REQUEST_ERRORS[code] ?? `could not be asked (${reason})`, error);
}

/** The same failure, after an earlier try of the same call may have arrived. */
export function asMaybeSent(given: HttpFailure): HttpFailure {
  return given.sent
    ? given
    : new HttpFailure(given.kind, true, given.message, given.cause, given.retryAfterSeconds);
}

function codeOf(error: unknown): string {
  const code = (error as { readonly code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : '';
}

/** Errors of the HTTP parser carry the raw answer, those of TLS the certificate: name and code are enough. */
function safeCause(error: unknown): { readonly name: string; readonly code: string } | undefined {
  return types.isNativeError(error) ? { name: error.name, code: codeOf(error) } : undefined;
}
