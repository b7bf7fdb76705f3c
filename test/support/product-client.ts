import { type ApiClient, post } from './app.js';

/** The API of a product in another process, as `TestApp.run` gives it. */
export function productClient(port: number, token: string): ApiClient {
  return {
    run: async (query, variables) => {
      const { data, errors } = await post(`http://127.0.0.1:${port}/graphql`, { query, variables }, token);
      if (errors) throw new Error(JSON.stringify(errors));
      return data;
    },
  };
}
