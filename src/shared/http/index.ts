export * from './graphql-http.js';
