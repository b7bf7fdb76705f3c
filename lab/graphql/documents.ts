import {
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import type { LabRequest } from '../http/messages.js';

/** What a client sends as JSON. */
export interface GraphqlBody {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | null;
}

/** Null where the body is no GraphQL request at all. */
export function bodyOf({ rawBody }: LabRequest): GraphqlBody | null {
  const body = parsedJson(rawBody);
  if (!isObject(body) || typeof body['query'] !== 'string') return null;
  const { query, variables, operationName } = body;
  return {
    query,
    variables: isObject(variables) ? variables : {},
    operationName: typeof operationName === 'string' ? operationName : null,
  };
}

/** Clients send the same few documents again and again. */
const CACHE_SIZE = 500;
const parsed = new Map<string, DocumentNode | GraphQLError>();

export function documentOf(query: string): DocumentNode | GraphQLError {
  const known = parsed.get(query);
  if (known) return known;
  if (parsed.size >= CACHE_SIZE) parsed.clear();
  const document = parseOrError(query);
  parsed.set(query, document);
  return document;
}

/** The operation that would run; null where the document does not say which. */
export function operationNode(
  { definitions }: DocumentNode,
  operationName: string | null,
): OperationDefinitionNode | null {
  const operations = definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  if (operationName !== null) return operations.find(({ name }) => name?.value === operationName) ?? null;
  return operations.length === 1 ? (operations[0] ?? null) : null;
}

/** `mutation issueCreate`, after the first root field that is not one of `sideFields`; null where there is none. */
export function operationNameOf(request: LabRequest, sideFields: readonly string[]): string | null {
  const body = bodyOf(request);
  const document = body && documentOf(body.query);
  if (!document || document instanceof GraphQLError) return null;
  const operation = operationNode(document, body.operationName);
  const fields = (operation?.selectionSet.selections ?? []).filter(
    (selection): selection is FieldNode => selection.kind === Kind.FIELD,
  );
  const names = fields.map(({ name }) => name.value);
  const name = names.find((each) => !sideFields.includes(each)) ?? names[0];
  return operation && name !== undefined ? `${operation.operation} ${name}` : null;
}

function parseOrError(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query);
  } catch (error) {
    return error instanceof GraphQLError ? error : new GraphQLError(String(error));
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
