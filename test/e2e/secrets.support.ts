import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from 'pg';
import type { JiraCloudLab } from '../../lab/index.js';

/** What every planted secret holds: letters and digits, so that no escaping can hide it. */
export const PLANTED_SECRET = 'PLANTED7SECRET';

/** The mark as it may turn up: plain, as hex digits, or somewhere inside base64 (whose text depends on where it starts). */
export function secretFormsIn(text: string): string[] {
  const lower = text.toLowerCase();
  const found = [PLANTED_SECRET.toLowerCase(), Buffer.from(PLANTED_SECRET).toString('hex')].filter((one) =>
    lower.includes(one),
  );
  return [...found, ...base64Cores(PLANTED_SECRET).filter((one) => text.includes(one))];
}

/** The middle of the base64 of anything that holds `text`, for each of the three places it can start at. */
function base64Cores(text: string): string[] {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]).toString('base64');
    const first = offset === 0 ? 0 : 4;
    return encoded.slice(first, Math.floor(((offset + text.length) * 8) / 24) * 4);
  });
}

export interface Finding {
  readonly where: string;
  readonly value: string;
}

/** Every value of every column of every table that shows the mark, or one of the given texts. */
export async function searchDatabase(url: string, otherTexts: readonly string[]): Promise<Finding[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const findings: Finding[] = [];
    for (const { table, column } of await columnsOf(client)) {
      const { rows } = await client.query<{ value: string | null }>(
        `select distinct ${column}::text as value from ${table} where ${column} is not null`,
      );
      for (const { value } of rows) {
        if (containsSecret(value ?? '', otherTexts))
          findings.push({ where: `${table}.${column}`, value: value! });
      }
    }
    return findings;
  } finally {
    await client.end();
  }
}

export function containsSecret(text: string, otherTexts: readonly string[]): boolean {
  return secretFormsIn(text).length > 0 || otherTexts.some((one) => text.includes(one));
}

async function columnsOf(client: Client): Promise<{ table: string; column: string }[]> {
  const { rows } = await client.query(
    `select format('%I.%I', table_schema, table_name) as table, format('%I', column_name) as column
     from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  );
  return rows;
}

/** Writes an answer that repeats what the caller sent it. */
export type EchoHandler = (received: ReceivedCredentials, response: ServerResponse) => void;

export interface ReceivedCredentials {
  readonly authorization: string;
  /** E-mail address and token, as the header carries them. */
  readonly credentials: string;
  readonly token: string;
}

/** A Jira with bad manners: it repeats what it hears on the paths it is told to, and is the lab everywhere else. */
export class EchoingJira {
  private readonly server: Server;
  private echo: { readonly path: RegExp; readonly answer: EchoHandler } | null = null;
  /** How often it repeated something. */
  echoes = 0;

  private constructor(private readonly lab: JiraCloudLab) {
    this.server = createServer(
      (request, response) => void this.serve(request, response).catch(() => response.destroy()),
    );
  }

  static async start(lab: JiraCloudLab): Promise<EchoingJira> {
    const jira = new EchoingJira(lab);
    await new Promise<void>((resolve) => jira.server.listen(0, '127.0.0.1', resolve));
    return jira;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  startEchoing(path: RegExp, answer: EchoHandler): void {
    this.echo = { path, answer };
  }

  stopEchoing(): void {
    this.echo = null;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = 'GET', url = '/', headers } = request;
    if (this.echo?.path.test(`${method} ${url}`)) {
      this.echoes += 1;
      return this.echo.answer(parseAuthorization(headers.authorization ?? ''), response);
    }
    const answer = await fetch(`${this.lab.baseUrl}${url}`, {
      method,
      headers: {
        'content-type': headers['content-type'] ?? '',
        authorization: headers.authorization ?? '',
      },
      ...(chunks.length > 0 ? { body: Buffer.concat(chunks).toString('utf8') } : {}),
    });
    const reason = answer.headers.get('x-seraph-loginreason');
    response.writeHead(answer.status, {
      'content-type': answer.headers.get('content-type') ?? '',
      ...(reason ? { 'x-seraph-loginreason': reason } : {}),
    });
    response.end(await answer.text());
  }
}

function parseAuthorization(authorization: string): ReceivedCredentials {
  const credentials = Buffer.from(authorization.replace(/^Basic /, ''), 'base64').toString('utf8');
  return { authorization, credentials, token: credentials.slice(credentials.indexOf(':') + 1) };
}
