import fc from 'fast-check';
import type { ConnectionValues, ProviderType } from '../../../src/providers/contract/index.js';

/** A project of a random shape, and random parameters for tickets in it. */
export interface Shape {
  readonly projectKey: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** One emulated tracker that makes projects of any shape. */
export interface ShapeSource {
  readonly type: ProviderType;
  /** The member of the connection input. */
  readonly connectionField: string;
  readonly values: ConnectionValues;
  /** What there is to choose from, described so that it can be printed. */
  readonly arbitrary: fc.Arbitrary<unknown>;
  /** Makes the project of a description; `number` is new each time. */
  build(described: unknown, number: number): Shape;
  readonly lab: { readonly violations: readonly unknown[]; stop(): Promise<void> };
}

/** Mostly `undefined`: what people leave out. Otherwise half of all tickets would fail for one thing or another. */
export const maybe = <T>(...values: readonly T[]): fc.Arbitrary<T | undefined> =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight: 3 }, fc.constantFrom(...values));

export const rarely = fc.integer({ min: 0, max: 9 }).map((roll) => roll === 0);

/** Values of a field by its type: those that people write, and those of which nothing can be made. */
export interface FieldValues {
  readonly good: readonly unknown[];
  readonly bad: readonly unknown[];
}

/** A field of some type, and what a config says for it. */
export interface DescribedField<T extends string> {
  readonly type: T;
  readonly isRequired: boolean;
  readonly value: unknown;
}

export function fieldsOf<T extends string>(
  types: Readonly<Record<T, FieldValues>>,
): fc.Arbitrary<DescribedField<T>[]> {
  const field = fc.constantFrom(...(Object.keys(types) as T[])).chain((type) =>
    fc.record({
      type: fc.constant(type),
      isRequired: rarely,
      value: fc.oneof(
        fc.constant(undefined),
        { arbitrary: fc.constantFrom(...types[type].good), weight: 6 },
        ...types[type].bad.map((bad) => fc.constant(bad)),
      ),
    }),
  );
  return fc.array(field, { maxLength: 3 });
}

/** Parameters without those that were left out; custom fields by the ids that the project gave them. */
export function parametersOf(
  given: Readonly<Record<string, unknown>>,
  fields: readonly { readonly id: string; readonly value: unknown }[],
): Record<string, unknown> {
  const values = fields.filter(({ value }) => value !== undefined);
  const all = {
    ...given,
    ...(values.length > 0 && {
      customFields: Object.fromEntries(values.map(({ id, value }) => [id, value])),
    }),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
