import type { RateLimitResponse } from '../http/fault-responses.js';
import type { LabResponse, LabRequest } from '../http/messages.js';
import { JiraLab, type JiraLabOptions } from '../jira/jira-lab.js';
import type { LabAccount } from '../jira/model.js';
import { JiraSite } from '../jira/site.js';
import { startLab } from '../tracker-lab.js';
import { answerAs, type Caller, Logins } from './auth.js';
import { dataCenter } from './data-center-dialect.js';
import {
  BLOCKED_SECONDS,
  RateLimiter,
  type RateLimitOptions,
  tooMany,
  USUAL_LIMITS,
} from './rate-limiter.js';
import { dataCenterRoutes } from './routes.js';
import { TOLERATED_DEFECTS } from './tolerated-defects.js';

export interface JiraDataCenterLabOptions extends JiraLabOptions {
  /** 8.4 to 11. Default 10.3.24. */
  readonly version?: string;
  /** Before every path, such as `/jira`. Default: none. */
  readonly contextPath?: string;
  /** The most that one search answers. Default 1000. */
  readonly searchCap?: number;
  /** Off where absent, as in every new installation. */
  readonly rateLimit?: RateLimitOptions;
}

/** One emulated Jira Data Center; a Jira Server is the same, without a rate limit. */
export class JiraDataCenterLab extends JiraLab {
  readonly account: LabAccount;
  searchCap: number;
  private readonly logins: Logins;
  private readonly limiter: RateLimiter | null;
  /** Who made the request at hand: handlers are synchronous, so there is one at a time. */
  private caller: Caller = { kind: 'nobody' };

  constructor(options: JiraDataCenterLabOptions) {
    const version = (options.version ?? '10.3.24').split('.').map(Number);
    const [major = 0, minor = 0] = version;
    const site = new JiraSite(dataCenter(major), options.contextPath ?? '');
    super(site, options, {
      routes: dataCenterRoutes({
        ...{ site, version, baseUrl: () => this.baseUrl, searchCap: () => this.searchCap },
        accountOf: () => (this.caller.kind === 'account' ? this.caller.account : null),
      }),
      middleware: (request, handle) => this.middleware(request, handle),
      rateLimited: rateLimited(options.rateLimit ?? USUAL_LIMITS),
      document: 'jira-data-center/jira-software-dc-10.3.24.openapi.json',
      documentPrefix: '/rest',
      toleratedDefects: TOLERATED_DEFECTS,
    });
    const { name = 'jira-dc', rateLimit } = options;
    this.searchCap = options.searchCap ?? 1_000;
    this.logins = new Logins(site, major > 8 || minor >= 14);
    this.limiter = rateLimit ? new RateLimiter(rateLimit) : null;
    this.account = this.addAccount(`release-bot`, `lab-token-${name}`, 'Release Bot');
  }

  /** A personal access token. */
  get credentials(): { readonly apiToken: string } {
    return { apiToken: this.account.apiToken };
  }

  /** The same account's name, in the place of the e-mail address, and its password. */
  get password(): { readonly email: string; readonly apiToken: string } {
    return { email: this.account.name, apiToken: this.account.password };
  }

  get authorization(): string {
    return `Bearer ${this.account.apiToken}`;
  }

  addAccount(name: string, apiToken: string, displayName: string): LabAccount {
    const accountId = `JIRAUSER${10_100 + this.site.accounts.length}`;
    const account = { accountId, name, apiToken, displayName, email: `${name}@jira.example.test` };
    return this.site.addAccount({ ...account, timeZone: 'Etc/UTC', password: `lab-password-${name}` });
  }

  /** Token and password are refused from now on; `credentials` and `password` then hold new ones. */
  revokeToken(): void {
    this.account.apiToken = `${this.account.apiToken}-renewed`;
    this.account.password = `${this.account.password}-renewed`;
  }

  /** As if the account's owner had logged in with a browser, which ends the CAPTCHA. */
  logInByBrowser(): void {
    this.logins.resetFailures(this.account.name);
  }

  /** As if an administrator had allowed the account no calls. @throws where no rate limit is on. */
  blockAccount(): void {
    if (!this.limiter) throw new Error('The lab was started without a rate limit.');
    this.limiter.block(this.account.accountId);
  }

  private middleware(request: LabRequest, handle: () => LabResponse): LabResponse {
    this.caller = this.logins.callerOf(request);
    const { caller, limiter } = this;
    const answer = () => answerAs(caller, request, this.site, handle);
    if (caller.kind !== 'account' || !limiter) return answer();
    return limiter.limited(caller.account.accountId, Date.now(), answer);
  }
}

export function startJiraDataCenterLab(options: JiraDataCenterLabOptions = {}): Promise<JiraDataCenterLab> {
  return startLab(JiraDataCenterLab, options);
}

/** `blocked`: an account that is allowed no calls. */
function rateLimited(limits: RateLimitOptions): RateLimitResponse {
  return ({ retryAfterSeconds, limiter }) => {
    if (limiter === 'blocked') return tooMany(limits, BLOCKED_SECONDS);
    return tooMany(limits, retryAfterSeconds === undefined ? null : String(retryAfterSeconds));
  };
}
