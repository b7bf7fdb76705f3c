import { IntrinsicException } from '@nestjs/common';

/** One complaint about one field of an input; `path` is dotted from inside `input`, as `platforms.0`. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/**
 * What the API may say went wrong. `code` is stable and never renamed; the message tells a person what to do next.
 * GraphQL copies `extensions` into the answer, and Apollo takes the HTTP status from `extensions.http`. It is the
 * caller's business and no accident of ours: Nest logs nothing that is intrinsic.
 */
export abstract class DomainError extends IntrinsicException {
  abstract readonly code: string;

  /** What the answer carries beside the code. */
  protected details(): Readonly<Record<string, unknown>> {
    return {};
  }

  protected httpStatus(): number | null {
    return null;
  }

  get extensions(): Record<string, unknown> {
    const status = this.httpStatus();
    return { code: this.code, ...this.details(), ...(status ? { http: { status } } : {}) };
  }
}

/** Of one answer: what is wrong with more fields than a person reads is said when these are mended. */
const MAX_FIELDS = 50;

/** The input cannot be: always says which fields, and why. */
export class InvalidInputError extends DomainError {
  override readonly name = 'InvalidInputError';
  readonly code = 'BAD_USER_INPUT';

  readonly fields: readonly FieldError[];

  /** The first 50 of `fields` are told. */
  constructor(fields: readonly FieldError[]) {
    const told = fields.slice(0, MAX_FIELDS);
    const others = fields.length - told.length;
    const words = told.map(({ path, message }) => `${path}: ${message}`);
    super([...words, ...(others > 0 ? [`And ${others} more.`] : [])].join(' '));
    this.fields = told;
  }

  static of(path: string, message: string): InvalidInputError {
    return new InvalidInputError([{ path, message }]);
  }

  protected override details() {
    return { fields: this.fields };
  }
}

/** It does not exist, or not for this caller: the two look the same. */
export class NotFoundError extends DomainError {
  override readonly name = 'NotFoundError';
  readonly code = 'NOT_FOUND';

  /** @param path where the id came inside an input; null for a bare `id` argument. */
  constructor(
    what: string,
    readonly path: string | null = null,
  ) {
    super(`There is no such ${what}.`);
  }

  protected override details() {
    return this.path === null ? {} : { fields: [{ path: this.path, message: this.message }] };
  }
}

/** Something that holds a thing back from being deleted. */
export interface UsedBy {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
}

/** The state of things does not allow it now. */
export class ConflictError extends DomainError {
  override readonly name = 'ConflictError';
  readonly code = 'CONFLICT';

  constructor(
    message: string,
    readonly extra: { readonly usedBy?: readonly UsedBy[]; readonly fields?: readonly FieldError[] } = {},
  ) {
    super(message);
  }

  protected override details() {
    return { ...this.extra };
  }
}

export class ForbiddenError extends DomainError {
  override readonly name = 'ForbiddenError';
  readonly code = 'FORBIDDEN';
}

export class UnauthenticatedError extends DomainError {
  override readonly name = 'UnauthenticatedError';
  readonly code = 'UNAUTHENTICATED';

  protected override httpStatus(): number {
    return 401;
  }
}

/** Nothing is wrong with the request: the same works once whoever runs delivr has helped. */
export class UnavailableError extends DomainError {
  override readonly name = 'UnavailableError';
  readonly code = 'UNAVAILABLE';

  constructor(
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super(message);
  }

  protected override details() {
    return { retryAfterSeconds: this.retryAfterSeconds };
  }
}

export class RateLimitedError extends DomainError {
  override readonly name = 'RateLimitedError';
  readonly code = 'RATE_LIMITED';

  constructor(readonly retryAfterSeconds: number) {
    super(`Too many requests. Try again in ${retryAfterSeconds} s.`);
  }

  protected override details() {
    return { retryAfterSeconds: this.retryAfterSeconds };
  }

  protected override httpStatus(): number {
    return 429;
  }
}
