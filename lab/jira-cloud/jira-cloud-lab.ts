import { LabServer } from '../http/lab-server.js';
import { json, withHeaders, type LabResponse } from '../http/messages.js';
import type { RateLimitResponse } from '../http/fault-responses.js';
import { JiraLab, type JiraLabOptions } from '../jira/jira-lab.js';
import type { LabAccount } from '../jira/model.js';
import { JiraSite } from '../jira/site.js';
import { startLab } from '../tracker-lab.js';
import { gatewayMiddleware, jiraMiddleware } from './auth.js';
import { CLOUD } from './cloud-dialect.js';
import { apiRoutes, pageRoutes } from './routes.js';
import { TOLERATED_DEFECTS } from './tolerated-defects.js';

export type JiraCloudLabOptions = JiraLabOptions;

/** The same for every lab: one lab is one site. */
const CLOUD_ID = '0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9';
const ALL_SCOPES = ['read:jira-user', 'read:jira-work', 'write:jira-work'];

/** One emulated Jira Cloud site, and Atlassian's gateway to it. */
export class JiraCloudLab extends JiraLab {
  readonly account: LabAccount;
  private readonly gateway: LabServer;

  constructor(options: JiraCloudLabOptions) {
    const site = new JiraSite(CLOUD);
    const siteAddress = () => this.baseUrl;
    super(site, options, {
      routes: [...apiRoutes(site, siteAddress, 'site'), ...pageRoutes(site, CLOUD_ID)],
      middleware: (request, handle) => jiraMiddleware(site, request, handle),
      rateLimited: rateLimited(site),
      document: 'jira-cloud/jira-platform-v3.openapi.json',
      toleratedDefects: TOLERATED_DEFECTS,
    });
    this.gateway = new LabServer({
      routes: apiRoutes(site, siteAddress, 'gateway'),
      middleware: (request, handle) => gatewayMiddleware(site, request, handle),
      basePath: `/ex/jira/${CLOUD_ID}`,
      onExchange: (request, answer) => this.contract.check(request, answer),
      now: () => site.now(),
      rateLimited: rateLimited(site),
      latencyMs: options.latencyMs,
    });
    const { name = 'jira' } = options;
    this.account = this.addAccount(`release-bot@${name}.example.test`, `lab-token-${name}`, 'Release Bot');
  }

  get credentials(): { readonly email: string; readonly apiToken: string } {
    return { email: this.account.email, apiToken: this.account.apiToken };
  }

  /** The Authorization header of the first account. */
  get authorization(): string {
    return `Basic ${Buffer.from(`${this.account.email}:${this.account.apiToken}`).toString('base64')}`;
  }

  /** Where every site's scoped tokens are taken; `/ex/jira/<cloudId>` of it is this site. */
  get gatewayOrigin(): string {
    return this.gateway.baseUrl;
  }

  get gatewayUrl(): string {
    return `${this.gatewayOrigin}/ex/jira/${CLOUD_ID}`;
  }

  get cloudId(): string {
    return CLOUD_ID;
  }

  addAccount(
    email: string,
    apiToken: string,
    displayName: string,
    { scopes }: Pick<LabAccount, 'scopes'> = {},
  ): LabAccount {
    const accountId = `557058:lab-${this.site.accounts.length + 1}`;
    const account = { accountId, name: accountId, email, apiToken, displayName };
    return this.site.addAccount({
      ...account,
      ...{ timeZone: 'Etc/UTC', password: '' },
      ...(scopes && { scopes }),
    });
  }

  /** An account whose token the gateway alone takes. @returns its credentials. */
  addScopedToken(scopes: readonly string[] = ALL_SCOPES): {
    readonly email: string;
    readonly apiToken: string;
  } {
    const number = this.site.accounts.length + 1;
    const account = this.addAccount(
      `service-${number}@serviceaccount.example.test`,
      `lab-scoped-token-${number}`,
      'Release Service',
      { scopes },
    );
    return { email: account.email, apiToken: account.apiToken };
  }

  override async down(): Promise<void> {
    await Promise.all([super.down(), this.gateway.down()]);
  }

  override async up(port?: number): Promise<void> {
    await Promise.all([super.up(port), this.gateway.up()]);
  }

  /** The token that `credentials` gave is refused from now on; `credentials` then holds a new one. */
  revokeToken(): void {
    this.account.apiToken = `${this.account.apiToken}-renewed`;
  }
}

export function startJiraCloudLab(options: JiraCloudLabOptions = {}): Promise<JiraCloudLab> {
  return startLab(JiraCloudLab, options);
}

function rateLimited(site: JiraSite): RateLimitResponse {
  return ({ retryAfterSeconds, resetInSeconds, limiter = 'jira-burst-based' }): LabResponse => {
    const reset = resetInSeconds ?? retryAfterSeconds;
    const resetAt = reset === undefined ? null : new Date(site.now() + reset * 1000);
    return withHeaders(json(429, { errorMessages: ['Rate limit exceeded.'], errors: {} }), {
      'x-ratelimit-limit': '100',
      'x-ratelimit-remaining': '0',
      'ratelimit-reason': limiter,
      ...(resetAt ? { 'x-ratelimit-reset': resetAt.toISOString().replace(/\.\d+Z$/, 'Z') } : {}),
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    });
  };
}
