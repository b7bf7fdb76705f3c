import type { GraphiQLProps } from 'graphiql';

type Fetcher = GraphiQLProps['fetcher'];
interface GraphqlAnswer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly extensions?: { readonly code?: unknown } }[];
}

const ENDPOINT = '/graphql';

/** Sends every operation, introspection included, with the token; `onAnswer` hears whether the server let us in. */
export function graphqlFetcher(token: string, onAnswer: (isAuthenticated: boolean) => void): Fetcher {
  return async (params, options) => {
    const response = await fetch(ENDPOINT, {
      method: 'POST',
      headers: {
        accept: 'application/graphql-response+json, application/json;q=0.9',
        'content-type': 'application/json',
        ...(token !== '' && { authorization: `Bearer ${token}` }),
        ...options?.headers,
      },
      body: JSON.stringify(params),
    }).catch(() => {
      throw new Error('The server did not answer. Is it running, and is the network up?');
    });
    const answer = await parse(response);
    onAnswer(!(answer.errors ?? []).some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED'));
    return answer as Awaited<ReturnType<Fetcher>>;
  };
}

async function parse(response: Response): Promise<GraphqlAnswer> {
  try {
    const body: unknown = await response.json();
    if (typeof body === 'object' && body !== null) return body;
  } catch {
    // Said below: a proxy's page, an empty body, a connection cut in the middle.
  }
  throw new Error(
    `HTTP ${response.status}: the answer is not a GraphQL response. Is something between you and delivr?`,
  );
}
