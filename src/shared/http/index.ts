export * from './draining.adapter.js';
export * from './graphql-http.js';
