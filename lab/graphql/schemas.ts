import { buildSchema, findBreakingChanges, type GraphQLSchema } from 'graphql';
import { vendorSpec } from '../contract/vendor-specs.js';

/** A vendor's schema has a thousand types: built once per process. */
const built = new Map<string, GraphQLSchema>();

export function schemaOf(sdl: string): GraphQLSchema {
  const known = built.get(sdl);
  if (known) return known;
  const schema = buildSchema(sdl, { assumeValid: true });
  built.set(sdl, schema);
  return schema;
}

/** Null, said aloud once, where the vendor's document is not there. */
export function vendorSchema(specName: string): GraphQLSchema | null {
  const sdl = vendorSpec(specName);
  return sdl === null ? null : schemaOf(sdl);
}

/**
 * Where the lab's own SDL says something else than the vendor's: whatever is valid for the one must be so for the other.
 * Directives aside, which no document of ours uses. Empty where the vendor's document is not there.
 */
export function sdlDifferences(sdl: string, specName: string): string[] {
  const vendor = vendorSchema(specName);
  const changes = vendor ? findBreakingChanges(schemaOf(sdl), vendor) : [];
  return changes.filter(({ type }) => !type.startsWith('DIRECTIVE')).map(({ description }) => description);
}

/** `query issues`, `mutation issueCreate`, …: everything that a schema can be asked. */
export function operationNames(schema: GraphQLSchema): string[] {
  const of = (kind: string, fields: object = {}) => Object.keys(fields).map((name) => `${kind} ${name}`);
  return [
    ...of('query', schema.getQueryType()?.getFields()),
    ...of('mutation', schema.getMutationType()?.getFields()),
  ];
}
