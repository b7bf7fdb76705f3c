import { GraphqlRefusal } from '../graphql/graphql-refusal.js';

/** Linear's own refusals, in its words. */

interface Refusal {
  readonly type: string;
  readonly code: string;
  readonly statusCode: number;
  readonly userPresentableMessage?: string;
}

function refuse(
  message: string,
  { type, code, statusCode, userPresentableMessage }: Refusal,
): GraphqlRefusal {
  const shown = userPresentableMessage === undefined ? {} : { userPresentableMessage };
  return new GraphqlRefusal(message, { type, code, statusCode, userError: true, ...shown, meta: {} });
}

function invalidInput(message: string, userPresentableMessage: string): GraphqlRefusal {
  return refuse(message, {
    ...{ type: 'invalid input', code: 'INPUT_ERROR', statusCode: 400 },
    userPresentableMessage,
  });
}

export function notFound(entity: string): GraphqlRefusal {
  return invalidInput(`Entity not found: ${entity}`, `Could not find referenced ${entity}.`);
}

/** The proof that an earlier call with this id went through. */
export function conflict(entity: string, id: string): GraphqlRefusal {
  return invalidInput(`conflict on insert of ${entity}`, `Entity ${entity} with id ${id} already exists.`);
}

export function badArgument(what: string): GraphqlRefusal {
  return refuse('Argument Validation Error', {
    ...{ type: 'invalid input', code: 'INVALID_INPUT', statusCode: 400, userPresentableMessage: what },
  });
}

/** A rule of the workspace that the request breaks. */
export function userError(message: string, userPresentableMessage: string): GraphqlRefusal {
  return refuse(message, {
    type: 'user error',
    code: 'INPUT_ERROR',
    statusCode: 400,
    userPresentableMessage,
  });
}

export function forbidden(what: string): GraphqlRefusal {
  return refuse('Forbidden', {
    ...{ type: 'forbidden', code: 'FORBIDDEN', statusCode: 403 },
    userPresentableMessage: what,
  });
}

export function usageLimit(): GraphqlRefusal {
  return refuse('Usage limit exceeded', {
    ...{ type: 'usage limit exceeded', code: 'USAGE_LIMIT_EXCEEDED', statusCode: 400 },
    userPresentableMessage: 'You have reached the limit of issues on your plan. Upgrade to create more.',
  });
}

export function tooComplex(cost: number): GraphqlRefusal {
  return refuse(`Query too complex: ${cost}`, {
    ...{ type: 'invalid input', code: 'INPUT_ERROR', statusCode: 400 },
    userPresentableMessage: 'The complexity of the query is more than 10000.',
  });
}
