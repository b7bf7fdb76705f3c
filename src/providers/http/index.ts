export { checkAddressForm } from './address-guard.rules.js';
export { AllowedHosts, parseAllowedHosts } from './allowed-hosts.js';
export {
  clean,
  type Effect,
  failureOf,
  failureOfStatus,
  isSuccess,
  isUnclear,
  isWebPage,
  jsonOf,
  retryAfterIn,
  wholeNumberIn,
} from './answers.js';
export { inParallel } from './in-parallel.js';
export { ShortMemory } from './short-memory.js';
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
export { UndiciProviderHttp } from './undici-provider-http.js';
export type {
  HttpCallFields,
  HttpCallLog,
  UndiciProviderHttpOptions,
} from './undici-provider-http.options.js';
