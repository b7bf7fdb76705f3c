import type { ToleratedDefect } from '../contract/openapi-check.js';

/** Where the published document is wrong or silent, and the running service is known to differ. */
export const TOLERATED_DEFECTS: readonly ToleratedDefect[] = [
  { status: 415, why: 'Declared nowhere; a write without Content-Type gets it from the container.' },
  {
    messagePattern: /additional properties \(untranslatedName\)$/,
    why: 'Declared for a few objects; issue types and the statuses of a project have it as well.',
  },
  {
    status: 404,
    operation: 'GET /rest/api/3/issue/createmeta/{projectIdOrKey}/issuetypes',
    why: 'Not declared; an unknown project is answered with it.',
  },
  {
    status: 404,
    operation: 'GET /rest/api/3/issue/createmeta/{projectIdOrKey}/issuetypes/{issueTypeId}',
    why: 'Not declared; an unknown project is answered with it.',
  },
  {
    status: 400,
    operation: 'POST /rest/api/3/issue/bulk',
    when: (body) => !body.startsWith('{"issues"'),
    why: 'Declared as per-element errors only; a body that is refused as a whole gets an error collection.',
  },
];
