import type { Type } from '@nestjs/common';
import { Field, ObjectType } from '@nestjs/graphql';
import { InvalidInputError } from '../errors/index.js';

@ObjectType('PageInfo', { description: 'Where a page lies in its list (Relay cursor specification).' })
export class PageInfoObject {
  @Field(() => Boolean, { description: 'Whether there is more after this page.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether there is anything before this page.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first edge; null on an empty page.' })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the last edge: the next page’s `after`.' })
  endCursor!: string | null;
}

export interface Edge<T> {
  readonly cursor: string;
  readonly node: T;
}

export interface Page<T> {
  readonly edges: readonly Edge<T>[];
  readonly pageInfo: PageInfoObject;
}

/** Makes `<Name>Edge`. */
export function edgeObject<T>(name: string, node: () => Type<T>): Type<Edge<T>> {
  @ObjectType(`${name}Edge`, { description: `One ${name} in a page, with its place.` })
  class EdgeObject {
    @Field(() => String, { description: 'Its place in the list, opaque.' })
    cursor!: string;

    @Field(node, { description: `The ${name} itself.` })
    node!: T;
  }
  return EdgeObject;
}

/** Where a page begins: the sort keys of the row before it, as texts. */
export type Keyset = readonly (string | null)[];

export function encodeCursor(keyset: Keyset): string {
  return Buffer.from(JSON.stringify(keyset)).toString('base64url');
}

/** @throws InvalidInputError on `after`, where it is not, letter by letter, one that we could have given. */
export function decodeCursor(cursor: string, length: number): Keyset {
  const keyset = parseKeyset(cursor);
  if (keyset?.length === length && keyset.every(isKey) && encodeCursor(keyset) === cursor) return keyset;
  throw InvalidInputError.of(
    'after',
    'is not a cursor of this list; use endCursor or an edge’s cursor as it was given.',
  );
}

function parseKeyset(cursor: string): readonly unknown[] | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** PostgreSQL takes no NUL, and half a character would become another one on its way there. */
function isKey(key: unknown): key is string | null {
  return key === null || (typeof key === 'string' && key.isWellFormed() && !key.includes('\u0000'));
}

/** Builds a page out of one row more than was asked for. */
export function toPage<T>(
  rows: readonly T[],
  first: number,
  hasPreviousPage: boolean,
  keysetOf: (row: T) => Keyset,
): Page<T> {
  const edges = rows.slice(0, first).map((node) => ({ cursor: encodeCursor(keysetOf(node)), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** `first` of every list: 1 to 100. */
export function checkFirst(first: number): number {
  if (first < 1 || first > 100) throw InvalidInputError.of('first', 'must be from 1 to 100.');
  return first;
}
