import type { z } from 'zod';
import { ProviderError, ProviderFailure } from '../contract/index.js';
import {
  type Effect,
  providerErrorOf,
  HttpFailure,
  type HttpRequest,
  type HttpResponse,
  isSuccess,
  jsonOf,
  type OperationDeadline,
  type ProviderHttpClient,
} from '../http/index.js';
import { type Answer, errorOf, unreadable } from './asana.errors.js';
import { batchSchema } from './asana.schemas.js';

/** The most actions of one batch. */
export const ACTIONS_MAX = 10;

/** One read within a batch. */
export interface BatchedRead {
  /** Absolute, its segments encoded: `/tasks/12`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly limit?: number;
  /** What is wanted beside the gid; nothing: whatever Asana gives by itself. */
  readonly fields: readonly string[];
}

/** Calls with their answers checked. Every method throws `ProviderError` and nothing else. */
export class AsanaTransport {
  constructor(
    private readonly client: ProviderHttpClient,
    private readonly deadline: OperationDeadline,
  ) {}

  async read<T>(
    path: string,
    query: Readonly<Record<string, string | number | undefined>>,
    schema: z.ZodType<T>,
  ): Promise<{ readonly answer: HttpResponse; readonly content: T }> {
    const request = { method: 'GET', path, query, isRepeatable: true } as const;
    const answer = await this.deadline.race(() => this.send(request, 'read'));
    return { answer, content: contentOf(answer, 'read', schema) };
  }

  /** Never ended by the deadline: what becomes of it must be known. */
  async write<T>(request: HttpRequest, schema: z.ZodType<T>): Promise<T> {
    return contentOf(await this.send(request, 'write'), 'write', schema);
  }

  /** Up to ten reads as one call, answered in their order. Each counts as a call of its own for Asana's limits. */
  async batch(reads: readonly BatchedRead[]): Promise<readonly Answer[]> {
    const actions = reads.map(({ path, query, limit, fields }) => ({
      method: 'get',
      relative_path: path,
      ...(query && { data: query }),
      options: { ...(limit !== undefined && { limit }), ...(fields.length > 0 && { fields }) },
    }));
    const request = {
      method: 'POST',
      path: 'batch',
      json: { data: { actions } },
      isRepeatable: true,
    } as const;
    const answer = await this.deadline.race(() => this.send(request, 'read'));
    const { data } = contentOf(answer, 'read', batchSchema);
    if (data.length !== reads.length) throw unreadable(answer, 'read', 'data');
    return data.map(({ status_code: status, headers, body }) => ({
      status,
      headers: lowerCase(headers ?? {}),
      body: JSON.stringify(body ?? null),
      date: answer.date,
    }));
  }

  private async send(request: HttpRequest, effect: Effect): Promise<HttpResponse> {
    try {
      return await this.client.request(request);
    } catch (error) {
      if (error instanceof HttpFailure) throw providerErrorOf(error, effect);
      // Nobody knows how far it came.
      throw new ProviderError(
        ProviderFailure.UNEXPECTED,
        'The call to Asana failed for a reason of our own.',
        { tookEffect: effect === 'write' ? 'unknown' : 'no', cause: error },
      );
    }
  }
}

/** @throws ProviderError for whatever is no success, or cannot be read. */
export function contentOf<T>(answer: Answer, effect: Effect, schema: z.ZodType<T>): T {
  if (!isSuccess({ ...answer, date: null })) throw errorOf(answer, effect);
  const parsed = schema.safeParse(jsonOf(answer));
  if (parsed.success) return parsed.data;
  throw unreadable(answer, effect, parsed.error.issues[0]?.path.map(String).join('.'));
}

export function lowerCase(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}
