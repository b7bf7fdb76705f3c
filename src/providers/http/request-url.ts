import type { HttpRequest } from './provider-http.js';

/** A base URL, taken apart once. User name, password, query and fragment are left behind. */
export interface BaseUrl {
  readonly origin: string;
  /** With its port, for messages. */
  readonly host: string;
  /** Starts and ends with a slash. */
  readonly path: string;
}

export function parseBaseUrl(baseUrl: string): BaseUrl {
  // Not `new URL` alone: its error carries the input, which may hold a password.
  if (!URL.canParse(baseUrl)) throw new Error('The base URL of a tracker is no URL.');
  const { origin, host, pathname, protocol } = new URL(baseUrl);
  if (!/^https?:$/.test(protocol)) throw new Error('The base URL of a tracker must be http or https.');
  return { origin, host, path: pathname.replace(/\/*$/, '/') };
}

/**
 * The path on the wire, query apart. Adapters encode their segments; whatever would still climb out of the base path,
 * or bring a query of its own, is a mistake in the adapter.
 */
export function requestPath(base: BaseUrl, { path }: HttpRequest): string {
  const escapesBase = path.split('/').some((segment) => /^(\.|%2e){1,2}$/i.test(segment));
  if (escapesBase || /[\\?#\s]|^\//.test(path))
    throw new Error('The path of a request must be relative and encoded.');
  return base.path + path;
}

/** With its question mark; empty where there is none. */
export function requestQuery({ query }: HttpRequest): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined) parameters.append(name, String(one));
    }
  }
  return parameters.size === 0 ? '' : `?${parameters}`;
}
