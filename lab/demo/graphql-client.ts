/** Speaks to a running delivr as its users do. */
export class GraphqlClient {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** The data of an operation. @throws with the messages of its errors. */
  async run(query: string, variables: object = {}): Promise<any> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data: unknown; errors?: { message: string }[] };
    if (errors) throw new Error(errors.map(({ message }) => message).join(' '));
    return data;
  }

  /** Makes a `type` from its input. @returns its id. */
  async make(type: string, input: object): Promise<string> {
    const data = await this.run(
      `mutation ($input: Create${type}Input!) { create${type}(input: $input) { id } }`,
      { input },
    );
    return data[`create${type}`].id;
  }
}
