import type { AsanaLab } from '../asana/asana-lab.js';
import type { LabClientResponse } from './lab-client.js';

/** Plain fetch, as strange to the lab as any client. `path` is below /api/1.0. */
export class AsanaClient {
  constructor(
    private readonly lab: AsanaLab,
    private readonly authorization: string | null = lab.authorization,
  ) {}

  get<T = any>(path: string): Promise<LabClientResponse<T>> {
    return this.send('GET', path);
  }

  /** In its envelope. */
  post<T = any>(path: string, data: unknown): Promise<LabClientResponse<T>> {
    return this.send('POST', path, JSON.stringify({ data }), { 'content-type': 'application/json' });
  }

  put<T = any>(path: string, data: unknown): Promise<LabClientResponse<T>> {
    return this.send('PUT', path, JSON.stringify({ data }), { 'content-type': 'application/json' });
  }

  form<T = any>(path: string, fields: Readonly<Record<string, string>>): Promise<LabClientResponse<T>> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    return this.send('POST', path, form);
  }

  async send<T = any>(
    method: string,
    path: string,
    body?: string | FormData,
    headers: Record<string, string> = {},
  ): Promise<LabClientResponse<T>> {
    const response = await fetch(`${this.lab.baseUrl}/${path}`, {
      method,
      body,
      headers: { ...(this.authorization && { authorization: this.authorization }), ...headers },
      redirect: 'manual',
      signal: AbortSignal.timeout(5_000),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) as T };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
