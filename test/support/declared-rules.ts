import { ModulesContainer } from '@nestjs/core';
import { ACCESS_RULE, type AccessRule } from '../../src/shared/graphql/index.js';
import type { TestAppInside } from './app-inside.js';

const ROOT_TYPES: readonly unknown[] = ['Query', 'Mutation', 'Subscription'];

/** Every operation that a resolver offers, with the rule that it declares; undefined: none. */
export function declaredRules({ app }: TestAppInside): ReadonlyMap<string, AccessRule | undefined> {
  const modules = [...app.get(ModulesContainer).values()];
  const classes = modules.flatMap((module) => [...module.providers.values()].map(({ metatype }) => metatype));
  const handlers = classes.flatMap((one) => methodsOf((one as { prototype?: object } | null)?.prototype));
  const operations = handlers.filter((handler) =>
    ROOT_TYPES.includes(Reflect.getMetadata('graphql:resolver_type', handler)),
  );
  return new Map(operations.map((handler) => [nameOf(handler), Reflect.getMetadata(ACCESS_RULE, handler)]));
}

type Method = (...args: unknown[]) => unknown;

function methodsOf(prototype: object | undefined): Method[] {
  const members = Object.values(Object.getOwnPropertyDescriptors(prototype ?? {})).map(
    ({ value }) => value as unknown,
  );
  return members.filter((member): member is Method => typeof member === 'function');
}

function nameOf(handler: Method): string {
  return Reflect.getMetadata('graphql:resolver_name', handler) ?? handler.name;
}
