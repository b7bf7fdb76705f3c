import type { ToleratedDefect } from '../contract/openapi-check.js';

/** Where the published document is wrong or silent, and the running service is known to differ. */
export const TOLERATED_DEFECTS: readonly ToleratedDefect[] = [
  { status: 402, why: 'Described as a response, declared for few of the operations that need a paid plan.' },
  { status: 415, why: 'Declared nowhere; a write that does not say what it is gets it from the gateway.' },
  {
    messagePattern: /\/(assignee|parent|enum_value) must be object$/,
    why: 'Not declared as nullable; a task without one has null.',
  },
  {
    messagePattern: /\/custom_fields\/\S+ must be string$/,
    why: 'Declared as texts; the description beside it says: an enum gid, a text, a number or an object.',
  },
  { status: 429, why: 'Described as a response, declared for no operation.' },
];
