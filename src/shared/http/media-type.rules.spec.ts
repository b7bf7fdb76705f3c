import { graphqlMediaType } from './media-type.rules.js';

const GRAPHQL = 'application/graphql-response+json';

describe('the media type of an answer', () => {
  it.each([
    ['application/graphql-response+json', GRAPHQL],
    ['application/graphql-response+json, application/json;q=0.9', GRAPHQL],
    ['application/json;q=0.9, Application/GraphQL-Response+JSON; charset=utf-8', GRAPHQL],
    ['*/*, application/graphql-response+json', GRAPHQL],
    ['application/json, application/graphql-response+json', 'application/json'],
    ['application/graphql-response+json;q=0.5, application/json', 'application/json'],
    ['application/graphql-response+json;q=0', 'application/json'],
    ['application/graphql-response+json;q=x', 'application/json'],
    ['text/html', 'application/json'],
    ['*/*', 'application/json'],
    ['', 'application/json'],
    [undefined, 'application/json'],
  ])('for %j is %s', (accept, expected) => {
    expect(graphqlMediaType(accept)).toBe(expected);
  });
});
