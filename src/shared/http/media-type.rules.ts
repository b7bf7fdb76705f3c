const GRAPHQL = 'application/graphql-response+json';
const JSON_TYPE = 'application/json';

interface Wish {
  readonly type: string;
  readonly quality: number;
}

/**
 * What an `Accept` header wants a GraphQL answer in (GraphQL over HTTP, "Response"): the new media type where it is
 * named and not less wanted than JSON, which is for everybody else.
 */
export function graphqlMediaType(accept: string | undefined): typeof GRAPHQL | typeof JSON_TYPE {
  const wishes = (accept ?? '').split(',').map(toWish);
  const best = wishes
    .filter(({ type, quality }) => (type === GRAPHQL || type === JSON_TYPE) && quality > 0)
    .reduce<Wish | null>((one, other) => (one && one.quality >= other.quality ? one : other), null);
  return best?.type === GRAPHQL ? GRAPHQL : JSON_TYPE;
}

function toWish(text: string): Wish {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  return { type, quality: quality ? Number(quality.slice(2)) : 1 };
}
