import { refuse } from './errors.js';
import type { LabCustomField } from './model.js';

const WORDS: Readonly<Record<LabCustomField['type'], string>> = {
  short_text: 'text',
  text: 'text',
  url: 'a valid URL',
  number: 'a number',
  checkbox: 'a boolean',
  date: 'a timestamp in milliseconds',
  drop_down: 'one of its options',
  labels: 'a list of its options',
};

/** @throws ClickUpRefusal */
export function checkFieldValue(field: LabCustomField, value: unknown): void {
  if (value === null || isFit(field, value)) return;
  throw refuse(400, `Value for field ${field.name} must be ${WORDS[field.type]}`, 'FIELD_011');
}

function isFit({ type, options }: LabCustomField, value: unknown): boolean {
  const isOption = (one: unknown) => options.some(({ id }) => id === one);
  switch (type) {
    case 'short_text':
    case 'text':
      return typeof value === 'string';
    case 'url':
      return typeof value === 'string' && URL.canParse(value);
    case 'number':
      return typeof value === 'number';
    case 'checkbox':
      return typeof value === 'boolean';
    case 'date':
      return Number.isInteger(value);
    case 'drop_down':
      return isOption(value);
    case 'labels':
      return Array.isArray(value) && value.every(isOption);
  }
}
