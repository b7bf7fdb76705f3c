import type { TestApp } from '../support/app.js';

export const GRAPHQL = 'application/graphql-response+json';
export const JSON_TYPE = 'application/json';

export interface HttpResponse {
  readonly status: number;
  readonly type: string | null;
  readonly headers: Headers;
  readonly text: string;
  readonly body: any;
}

export interface HttpRequest {
  readonly method?: string;
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
  /** After /graphql. */
  readonly search?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Null: none. Default: the bootstrap token. */
  readonly token?: string | null;
}

/** A request as it goes over the wire. */
export async function send(app: TestApp, request: HttpRequest): Promise<HttpResponse> {
  const { method = 'POST', body, search = '', headers = {}, token = app.bootstrapToken } = request;
  const answer = await fetch(`${app.url}/graphql${search}`, {
    method,
    headers: {
      ...(method === 'POST' && { 'content-type': JSON_TYPE }),
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const type = answer.headers.get('content-type');
  return { status: answer.status, type, headers: answer.headers, text, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The codes of an answer’s errors, in order. */
export function codes({ body }: HttpResponse): string[] {
  return (body?.errors ?? []).map(({ extensions }: any) => extensions.code);
}
