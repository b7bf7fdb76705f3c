import { randomUUID } from 'node:crypto';
import type { HttpRequest } from './provider-http.js';

export interface RequestBody {
  readonly contentType: string;
  readonly text: string;
}

/** Null where nothing is sent. */
export function requestBody({ json, form }: Pick<HttpRequest, 'json' | 'form'>): RequestBody | null {
  if (form) return multipart(form);
  return json === undefined ? null : { contentType: 'application/json', text: JSON.stringify(json) };
}

/** RFC 7578. The names are ours; no value can hold the boundary, which nobody knows before. */
function multipart(form: Readonly<Record<string, string>>): RequestBody {
  const boundary = `delivr-${randomUUID()}`;
  const parts = Object.entries(form).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    text: `${parts.join('')}--${boundary}--\r\n`,
  };
}
