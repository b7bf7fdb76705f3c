/** Linear's filters: nested by field, comparators at the leaves, `and`/`or` anywhere. Evaluated on the lab's objects. */

type Filter = Readonly<Record<string, unknown>>;
type Compare = (value: unknown, wanted: unknown) => boolean;

const lower = (value: unknown) => String(value).toLowerCase();
/** Nothing is never like a text. */
const onText =
  (compare: (value: string, wanted: string) => boolean): Compare =>
  (value, wanted) =>
    value !== null && compare(String(value), String(wanted));

const COMPARATORS: Readonly<Record<string, Compare>> = {
  eq: (value, wanted) => value === wanted,
  neq: (value, wanted) => value !== wanted,
  in: (value, wanted) => (wanted as readonly unknown[]).includes(value),
  nin: (value, wanted) => !(wanted as readonly unknown[]).includes(value),
  eqIgnoreCase: onText((value, wanted) => lower(value) === lower(wanted)),
  contains: onText((value, wanted) => value.includes(wanted)),
  containsIgnoreCase: onText((value, wanted) => lower(value).includes(lower(wanted))),
  startsWith: onText((value, wanted) => value.startsWith(wanted)),
  null: (value, wanted) => (value === null) === wanted,
};

export function matches(filter: Filter | null | undefined, object: unknown): boolean {
  return Object.entries(filter ?? {}).every(([key, condition]) => {
    if (key === 'and') return (condition as Filter[]).every((each) => matches(each, object));
    if (key === 'or') return (condition as Filter[]).some((each) => matches(each, object));
    const compare = COMPARATORS[key];
    if (compare) return compare(object, condition);
    return matches(condition as Filter, (object as Filter | null)?.[key] ?? null);
  });
}
