import { refuse } from './errors.js';
import { isObject } from './json.js';
import type { FieldType, LabCustomField } from './model.js';

/** @throws AsanaRefusal 400 where a field does not take the value. Null empties any. */
export function checkFieldValue(field: LabCustomField, value: unknown): void {
  if (value !== null) CHECKS[field.type](field, value);
}

const CHECKS: Readonly<Record<FieldType, (field: LabCustomField, value: unknown) => void>> = {
  text: (_, value) => mustBe(typeof value === 'string', 'text_value: Not a string'),
  number: (_, value) => mustBe(typeof value === 'number', 'number_value: Not a number'),
  enum: (field, value) => option(field, value),
  multi_enum: (field, value) => {
    mustBe(Array.isArray(value), 'multi_enum_values: Value is not an array');
    for (const each of value as unknown[]) option(field, each);
  },
  date: (_, value) =>
    mustBe(isObject(value) && ('date' in value || 'date_time' in value), 'date_value: Not a valid date'),
  people: (_, value) => mustBe(Array.isArray(value), 'people_value: Value is not an array'),
};

function option({ options }: LabCustomField, value: unknown): void {
  const found = options.find(({ gid, isEnabled }) => gid === value && isEnabled);
  mustBe(found !== undefined, `enum_value: Unknown object: ${String(value)}`);
}

function mustBe(isTrue: boolean, message: string): void {
  if (!isTrue) throw refuse(400, message);
}
