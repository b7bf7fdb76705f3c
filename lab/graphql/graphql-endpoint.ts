import {
  defaultFieldResolver,
  type DocumentNode,
  execute,
  type ExecutionResult,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  validate,
} from 'graphql';
import type { Violation } from '../contract/openapi-check.js';
import type { LabResponse, LabRequest } from '../http/messages.js';
import { bodyOf, documentOf, type GraphqlBody, operationNameOf } from './documents.js';
import { type GraphqlRefusal, isRefusal } from './graphql-refusal.js';
import { operationNames, schemaOf, vendorSchema } from './schemas.js';

/** As graphql-js calls them; synchronous. Parameters may be of any type. */
export type Resolver<C> = (source: never, args: never, context: C) => unknown;

/** By type and field, `{ Query: { viewer: … }, Issue: { team: … } }`; fields without one are read off their object. */
export type Resolvers<C> = Readonly<Record<string, Readonly<Record<string, Resolver<C>>>>>;

/** How far a request came. `data` undefined: nothing was executed. */
export interface GraphqlOutcome {
  readonly stage: 'request' | 'syntax' | 'validation' | 'guard' | 'variables' | 'execution';
  readonly errors: readonly GraphQLError[];
  readonly data?: Readonly<Record<string, unknown>> | null | undefined;
}

/** A document that is valid, right before it is executed. */
export interface ValidCall {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly body: GraphqlBody;
  readonly request: LabRequest;
}

export interface GraphqlEndpointOptions<C> {
  /** What the lab emulates, in its own words; executed where the vendor's document is not there. */
  readonly sdl: string;
  /** The vendor's document among the vendor specs; null: nothing is held against it. */
  readonly vendorSpec: string | null;
  readonly resolvers: Resolvers<C>;
  readonly context: (request: LabRequest) => C;
  /** The vendor's form of answers and errors. */
  readonly responseOf: (outcome: GraphqlOutcome, request: LabRequest) => LabResponse;
  /** Limits that the vendor checks on the document (complexity, depth). */
  readonly guard?: (call: ValidCall) => GraphqlRefusal | null;
  /** Root fields that only accompany others, such as Monday's `complexity`: they never name an operation. */
  readonly sideFields?: readonly string[];
}

interface Validation {
  readonly errors: readonly GraphQLError[];
  /** The vendor takes it, the lab's own SDL does not. */
  readonly isNotEmulated: boolean;
}

/**
 * One GraphQL address of an emulated tracker, for the routes of a LabServer: `handle` as the route's handler,
 * `operationOf` and `operations` for its names. With the vendor's document present, what is sent is validated against it
 * and executed on it by the same resolvers, so that answers are held against it too.
 */
export class GraphqlEndpoint<C> {
  readonly violations: Violation[] = [];
  /** Names for faults and counts, such as `mutation issueCreate`. */
  readonly operations: readonly string[];
  private readonly own: GraphQLSchema;
  private readonly vendor: GraphQLSchema | null;
  private readonly validated = new WeakMap<DocumentNode, Validation>();

  constructor(private readonly options: GraphqlEndpointOptions<C>) {
    this.own = schemaOf(options.sdl);
    this.vendor = options.vendorSpec === null ? null : vendorSchema(options.vendorSpec);
    this.operations = operationNames(this.own);
  }

  get isChecked(): boolean {
    return this.vendor !== null;
  }

  readonly operationOf = (request: LabRequest): string | null =>
    operationNameOf(request, this.options.sideFields ?? []);

  readonly handle = (request: LabRequest): LabResponse =>
    this.options.responseOf(this.outcomeOf(request), request);

  private outcomeOf(request: LabRequest): GraphqlOutcome {
    const body = bodyOf(request);
    if (!body) return failed('request', new GraphQLError('The body is not a GraphQL request.'));
    const document = documentOf(body.query);
    if (document instanceof GraphQLError) {
      this.violation(request, 'request', document.message);
      return failed('syntax', document);
    }
    const invalid = this.problems(document, request);
    if (invalid.length > 0) return failed('validation', ...invalid);
    const schema = this.vendor ?? this.own;
    const refusal = this.options.guard?.({ schema, document, body, request });
    return refusal ? failed('guard', refusal) : this.execute(schema, document, body, request);
  }

  /** What the vendor's document would refuse; else what the lab does not emulate. */
  private problems(document: DocumentNode, request: LabRequest): readonly GraphQLError[] {
    const known = this.validated.get(document) ?? this.validate(document);
    this.validated.set(document, known);
    for (const { message } of known.errors) {
      this.violation(
        request,
        'request',
        known.isNotEmulated ? `the lab does not emulate it: ${message}` : message,
      );
    }
    return known.errors;
  }

  private validate(document: DocumentNode): Validation {
    const errors = this.vendor ? validate(this.vendor, document) : [];
    if (errors.length > 0) return { errors, isNotEmulated: false };
    return { errors: validate(this.own, document), isNotEmulated: this.vendor !== null };
  }

  private execute(
    schema: GraphQLSchema,
    document: DocumentNode,
    { variables, operationName }: GraphqlBody,
    request: LabRequest,
  ): GraphqlOutcome {
    const result = execute({
      schema,
      document,
      variableValues: variables,
      operationName,
      contextValue: this.options.context(request),
      fieldResolver: this.resolve,
    });
    if (result instanceof Promise) throw new Error('A resolver of the lab is not synchronous.');
    return this.outcomeOfResult(result as ExecutionResult, request);
  }

  private outcomeOfResult({ data, errors = [] }: ExecutionResult, request: LabRequest): GraphqlOutcome {
    if (data === undefined) {
      for (const { message } of errors) this.violation(request, 'request', message);
      return { stage: 'variables', errors };
    }
    for (const error of errors) {
      if (!isRefusal(error)) this.violation(request, 'answer', messageOf(error));
    }
    return { stage: 'execution', errors, data };
  }

  private readonly resolve: GraphQLFieldResolver<unknown, C> = (source, args, context, info) => {
    const resolver = this.options.resolvers[info.parentType.name]?.[info.fieldName];
    return resolver
      ? resolver(source as never, args as never, context)
      : (defaultFieldResolver(source, args, context, info) as unknown);
  };

  private violation(request: LabRequest, side: Violation['side'], message: string): void {
    this.violations.push({ side, operation: request.operation, message });
  }
}

function failed(stage: GraphqlOutcome['stage'], ...errors: readonly GraphQLError[]): GraphqlOutcome {
  return { stage, errors };
}

function messageOf({ message, path, originalError }: GraphQLError): string {
  const where = path ? ` (at ${path.join('.')})` : '';
  const stack = originalError && !(originalError instanceof GraphQLError) ? `\n${originalError.stack}` : '';
  return `${message}${where}${stack}`;
}
