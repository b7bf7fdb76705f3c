import type { IncomingHttpHeaders } from 'node:http';

/** A request that reached an emulated tracker. */
export interface LabRequest {
  readonly method: string;
  /** `METHOD /route/{template}`: what faults, counts and the contract check speak of. */
  readonly operation: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: IncomingHttpHeaders;
  readonly rawBody: string;
  /** Set by faults: this call is treated as if its token had been revoked. */
  readonly tokenRevoked: boolean;
  /** Set by faults: a bulk operation commits this many elements, then the connection is lost. */
  readonly commitAtMost: number;
}

export interface LabResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const JSON_TYPE = 'application/json;charset=UTF-8';

export function json(status: number, body: unknown, headers: Record<string, string> = {}): LabResponse {
  return { status, headers: { 'content-type': JSON_TYPE, ...headers }, body: JSON.stringify(body) };
}

export function text(status: number, body: string, headers: Record<string, string> = {}): LabResponse {
  return { status, headers: { 'content-type': 'text/plain;charset=UTF-8', ...headers }, body };
}

export function html(status: number, body: string, headers: Record<string, string> = {}): LabResponse {
  return { status, headers: { 'content-type': 'text/html;charset=UTF-8', ...headers }, body };
}

export function empty(status: number): LabResponse {
  return { status, headers: {}, body: '' };
}

export function withHeaders(answer: LabResponse, headers: Readonly<Record<string, string>>): LabResponse {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}
