export { checkAddressForm } from './address-guard.rules.js';
export { AllowedHosts, parseAllowedHosts } from './allowed-hosts.js';
export {
  sanitizeText,
  type Effect,
  providerErrorOf,
  failureOfStatus,
  isSuccess,
  isOutcomeUnknown,
  isWebPage,
  jsonOf,
  retryAfterSecondsIn,
  parseCount,
} from './responses.js';
export { inParallel } from './in-parallel.js';
export { OperationDeadline } from './operation-deadline.js';
export {
  HttpFailure,
  type HttpClientOptions,
  type HttpFailureKind,
  type HttpRequest,
  type HttpResponse,
  type ProviderHttp,
  type ProviderHttpClient,
} from './provider-http.js';
export type { TlsCredentials } from './tls-credentials.js';
export { UndiciProviderHttp } from './undici-provider-http.js';
export type {
  HttpCallFields,
  HttpCallLog,
  UndiciProviderHttpOptions,
} from './undici-provider-http.options.js';
