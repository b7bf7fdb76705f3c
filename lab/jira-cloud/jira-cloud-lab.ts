import { json, withHeaders, type LabResponse } from '../http/messages.js';
import type { RateLimitResponse } from '../http/fault-responses.js';
import { JiraLab, type JiraLabOptions } from '../jira/jira-lab.js';
import type { LabAccount } from '../jira/model.js';
import { JiraSite } from '../jira/site.js';
import { startLab } from '../tracker-lab.js';
import { jiraMiddleware } from './auth.js';
import { CLOUD } from './cloud-dialect.js';
import { jiraRoutes } from './routes.js';
import { TOLERATED_DEFECTS } from './tolerated-defects.js';

export type JiraCloudLabOptions = JiraLabOptions;

/** One emulated Jira Cloud site. */
export class JiraCloudLab extends JiraLab {
  readonly account: LabAccount;

  constructor(options: JiraCloudLabOptions) {
    const site = new JiraSite(CLOUD);
    super(site, options, {
      routes: jiraRoutes(site, () => this.baseUrl),
      middleware: (request, handle) => jiraMiddleware(site, request, handle),
      rateLimited: rateLimited(site),
      document: 'jira-cloud/jira-platform-v3.openapi.json',
      toleratedDefects: TOLERATED_DEFECTS,
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

  addAccount(email: string, apiToken: string, displayName: string): LabAccount {
    const accountId = `557058:lab-${this.site.accounts.length + 1}`;
    const account = { accountId, name: accountId, email, apiToken, displayName };
    return this.site.addAccount({ ...account, timeZone: 'Etc/UTC', password: '' });
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
