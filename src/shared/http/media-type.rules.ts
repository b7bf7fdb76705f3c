const GRAPHQL = 'application/graphql-response+json';
const JSON_TYPE = 'application/json';

interface AcceptedType {
  readonly type: string;
  readonly quality: number;
}

/**
 * What an `Accept` header wants a GraphQL answer in (GraphQL over HTTP, "Response"): the new media type where it is
 * named and not less wanted than JSON, which is for everybody else.
 */
export function graphqlMediaType(accept: string | undefined): typeof GRAPHQL | typeof JSON_TYPE {
  const acceptedTypes = (accept ?? '').split(',').map(toAcceptedType);
  const best = acceptedTypes
    .filter(({ type, quality }) => (type === GRAPHQL || type === JSON_TYPE) && quality > 0)
    .reduce<AcceptedType | null>((one, other) => (one && one.quality >= other.quality ? one : other), null);
  return best?.type === GRAPHQL ? GRAPHQL : JSON_TYPE;
}

function toAcceptedType(text: string): AcceptedType {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  return { type, quality: quality ? Number(quality.slice(2)) : 1 };
}
