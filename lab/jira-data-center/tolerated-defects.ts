import type { ToleratedDefect } from '../contract/openapi-check.js';

const API = '/rest/api/2';
const ONE_FOR_MANY = 'Declared as one item; the answer is a list, or a page of them.';
const LISTS = [
  `GET ${API}/project`,
  `GET ${API}/project/{projectIdOrKey}/statuses`,
  `GET ${API}/priority`,
  `GET ${API}/field`,
  `GET ${API}/user/assignable/search`,
  `GET ${API}/user/search`,
  `GET ${API}/issue/{issueIdOrKey}/remotelink`,
];
/** Where the published document is wrong or silent, and the running product is known to differ. */
export const TOLERATED_DEFECTS: readonly ToleratedDefect[] = [
  ...LISTS.map((operation) => ({ status: 200, operation, why: ONE_FOR_MANY })),
  {
    messagePattern: /\/fields\/\S+ must be object$/,
    why: 'The values of fields are declared as objects only; most are texts, numbers or lists.',
  },
  {
    messagePattern: /\/fields\/\S+\/(allowedValues|defaultValue)\S* must be object$/,
    why: 'The same for the values that a field may have.',
  },
  {
    messagePattern: /query parameter expand is unknown/,
    operation: `GET ${API}/issue/{issueIdOrKey}/transitions`,
    why: 'Not declared, though the description of the operation asks for it.',
  },
  {
    status: 201,
    operation: `POST ${API}/issue/{issueIdOrKey}/remotelink`,
    why: 'A new link is 201; declared is 200.',
  },
  ...[400, 401, 403, 404, 415, 429].map((status) => ({
    status,
    why: 'Refusals are declared here and there; every call can meet them.',
  })),
  {
    status: 500,
    operation: `POST ${API}/issue/{issueIdOrKey}/transitions`,
    why: 'Declared without a body.',
  },
];
