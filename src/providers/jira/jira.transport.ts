import type { z } from 'zod';
import { ProviderError, ProviderFailure } from '../contract/index.js';
import {
  type Effect,
  providerErrorOf,
  HttpFailure,
  type HttpRequest,
  type HttpResponse,
  isSuccess,
  isWebPage,
  jsonOf,
  type OperationDeadline,
  type ProviderHttpClient,
} from '../http/index.js';
import { errorOf, isLoginRefused, unreadable } from './jira.errors.js';

/** A page that never ends would otherwise keep us asking. */
const PAGES_MAX = 50;

type ReadRequest = Pick<HttpRequest, 'path' | 'query' | 'json'>;

export interface CallOptions {
  /** Below the site's address, without slashes around it: `rest/api/3`. */
  readonly apiPath: string;
  /** Ends reads, never a write. */
  readonly deadline: OperationDeadline;
  /** What to check where the credentials are refused. */
  readonly refusedMessage: string;
}

/** Calls to one Jira, their answers checked. Every method throws `ProviderError` and nothing else. */
export class JiraTransport {
  constructor(
    private readonly client: ProviderHttpClient,
    private readonly options: CallOptions,
  ) {}

  get<T>(path: string, schema: z.ZodType<T>, query?: HttpRequest['query']): Promise<T> {
    return this.read(query ? { path, query } : { path }, schema);
  }

  /** A question that is asked by POST; it changes nothing. */
  readByPost<T>(path: string, json: unknown, schema: z.ZodType<T>): Promise<T> {
    return this.read({ path, json }, schema);
  }

  /** The answer to a question whatever its status, but for refused credentials. */
  async readResponse(request: ReadRequest): Promise<HttpResponse> {
    const method = request.json === undefined ? 'GET' : 'POST';
    const response = await this.options.deadline.race(() =>
      this.send({ ...request, method, isRepeatable: true }, 'read'),
    );
    if (isLoginRefused(response)) throw this.errorOf(response, 'read');
    return response;
  }

  /** A change, whatever its answer's status. `isRepeatable`: sending it twice does no harm. */
  write(path: string, json: unknown, isRepeatable = false): Promise<HttpResponse> {
    return this.send({ method: 'POST', path, json, isRepeatable }, 'write');
  }

  /** A change that has to succeed. */
  async change(path: string, json: unknown, isRepeatable = false): Promise<HttpResponse> {
    const response = await this.write(path, json, isRepeatable);
    if (!isSuccess(response) || isLoginRefused(response)) throw this.errorOf(response, 'write');
    // Some proxies answer with a page for people, and hand nothing on.
    if (isWebPage(response)) throw unreadable(response, 'write');
    return response;
  }

  parse<T>(response: HttpResponse, schema: z.ZodType<T>, effect: Effect): T {
    const parsed = schema.safeParse(jsonOf(response));
    if (parsed.success) return parsed.data;
    throw unreadable(response, effect, parsed.error.issues[0]?.path.map(String).join('.'));
  }

  errorOf(response: HttpResponse, effect: Effect): ProviderError {
    return errorOf(response, effect, this.options.refusedMessage);
  }

  private async read<T>(request: ReadRequest, schema: z.ZodType<T>): Promise<T> {
    const response = await this.readResponse(request);
    if (!isSuccess(response)) throw this.errorOf(response, 'read');
    return this.parse(response, schema, 'read');
  }

  private async send(request: HttpRequest, effect: Effect): Promise<HttpResponse> {
    const { apiPath } = this.options;
    // What is not of that API is named from the site's address on.
    const path = request.path.startsWith('rest/') ? request.path : `${apiPath}/${request.path}`;
    try {
      return await this.client.request({ ...request, path });
    } catch (error) {
      if (error instanceof HttpFailure) throw providerErrorOf(error, effect);
      // Nobody knows how far it came.
      throw new ProviderError(
        ProviderFailure.UNEXPECTED,
        'The call to Jira failed for a reason of our own.',
        { tookEffect: effect === 'write' ? 'unknown' : 'no', cause: error },
      );
    }
  }
}

/** One segment of a path. */
export function segment(text: string): string {
  return encodeURIComponent(text);
}

interface OffsetPage<T> {
  readonly items: readonly T[];
  readonly total?: number | null | undefined;
}

/** Every page of an offset-paged list. A page may be shorter than asked for: only an empty one or the total ends it. */
export async function allOf<T>(page: (startAt: number) => Promise<OffsetPage<T>>): Promise<T[]> {
  const all: T[] = [];
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const { items, total } = await page(all.length);
    all.push(...items);
    if (items.length === 0 || (typeof total === 'number' && all.length >= total)) break;
  }
  return all;
}
