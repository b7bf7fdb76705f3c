import type { JiraCloudLab, JiraDataCenterLab } from '../index.js';

export interface LabClientResponse<T = any> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: T;
}

/** Plain fetch, as strange to the lab as any client. `path` is below /rest/api/3 of Cloud, /rest/api/2 of Data Center. */
export class LabClient {
  constructor(
    private readonly lab: JiraCloudLab | JiraDataCenterLab,
    private readonly authorization: string | null = lab.authorization,
  ) {}

  get<T = any>(path: string): Promise<LabClientResponse<T>> {
    return this.send('GET', path);
  }

  post<T = any>(path: string, body: unknown): Promise<LabClientResponse<T>> {
    return this.send('POST', path, JSON.stringify(body), { 'content-type': 'application/json' });
  }

  put<T = any>(path: string, body: unknown): Promise<LabClientResponse<T>> {
    return this.send('PUT', path, JSON.stringify(body), { 'content-type': 'application/json' });
  }

  async send<T = any>(
    method: string,
    path: string,
    body?: string,
    headers: Record<string, string> = {},
  ): Promise<LabClientResponse<T>> {
    const authorization: Record<string, string> = this.authorization
      ? { authorization: this.authorization }
      : {};
    const response = await fetch(`${this.lab.baseUrl}${this.lab.site.dialect.apiPath}/${path}`, {
      method,
      body,
      headers: { ...authorization, ...headers },
      redirect: 'manual',
      signal: AbortSignal.timeout(5_000),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) as T };
  }

  /** The fields of an issue that every project of the lab takes. */
  async epic(summary: string, extra: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const types = await this.get('issue/createmeta/SHOP/issuetypes');
    const all = types.body.issueTypes ?? types.body.values;
    const { id } = all.find(({ name }: { name: string }) => name === 'Epic');
    return { project: { key: 'SHOP' }, issuetype: { id }, summary, ...extra };
  }
}

export function badToken(lab: JiraCloudLab): LabClient {
  const pair = `${lab.credentials.email}:lab-token-wrong`;
  return new LabClient(lab, `Basic ${Buffer.from(pair).toString('base64')}`);
}

export function adf(text: string) {
  return { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
