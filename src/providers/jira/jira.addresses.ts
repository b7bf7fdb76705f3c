/** The addresses of a Jira, from what people paste. */

/** Takes the tokens that a site refuses: those with scopes, and those of service accounts. */
export const ATLASSIAN_GATEWAY = 'https://api.atlassian.com';

const GATEWAY_PATH = /^\/ex\/jira\/([\w-]+)(?:\/.*)?$/;
const CLOUD_ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** What people paste from the browser's address line: a board, a ticket, a page of Jira's, the API. */
const CLOUD_PAGE_PATH = /^\/(|(jira|browse|projects|issues|secure|rest|wiki|plugins|login)(\/.*)?)$/;
/** The same below a context path, which is part of the address. */
const SERVER_PAGE_PATH = /\/(browse|projects|issues|secure|rest|plugins|login\.jsp|servicedesk)(\/.*)?$/;
const CONTEXT_PATH = /^(\/[\w.~-]+)*$/;

const CLOUD_EXAMPLE = 'https://acme.atlassian.net';
const SERVER_EXAMPLE = 'https://jira.acme.com or https://tools.acme.com/jira';

export interface JiraAddresses {
  /** What people open, and where links lead; the gateway's address where that is all that is known. Without a slash at its end. */
  readonly site: string;
  /** Where calls go: as `site`, or the gateway's address of the site. */
  readonly api: string;
}

type AddViolation = (path: string, message: string) => void;

/** Of Jira Cloud. `baseUrl`: the site's or the gateway's; `apiAddress`: the gateway's, a cloud id, or nothing. */
export function cloudAddresses(
  { baseUrl = '', apiAddress = '' }: Readonly<Record<'baseUrl' | 'apiAddress', string | undefined>>,
  gateway: string,
  addViolation: AddViolation,
): JiraAddresses {
  const url = addressOf(baseUrl, CLOUD_EXAMPLE, addViolation);
  const given = apiAddress.trim() === '' ? null : gatewayAddress(apiAddress, gateway);
  if (apiAddress.trim() !== '' && given === null) {
    const words = `Give the site's cloud id, or the gateway's address of it, such as ${gateway}/ex/jira/<cloud id>.`;
    addViolation('apiAddress', words);
  }
  if (!url) return { site: '', api: '' };
  const pasted = gatewayAddress(url.href, gateway);
  if (!pasted && !CLOUD_PAGE_PATH.test(url.pathname)) {
    addViolation('baseUrl', `Give the address of the site alone, such as ${CLOUD_EXAMPLE}.`);
  }
  const site = pasted ?? url.origin;
  return { site, api: given ?? site };
}

/** Of Server and Data Center: with its context path. */
export function serverAddress(baseUrl: string, addViolation: AddViolation): string {
  const url = addressOf(baseUrl, SERVER_EXAMPLE, addViolation);
  if (!url) return '';
  if (/\.atlassian\.net$/i.test(url.hostname)) {
    addViolation('jiraType', 'This address is one of Jira Cloud: choose CLOUD.');
  }
  const path = url.pathname.replace(SERVER_PAGE_PATH, '').replace(/\/+$/, '');
  if (!CONTEXT_PATH.test(path) || /^\.{1,2}$/.test(path.slice(1)))
    addViolation('baseUrl', `Give the address of the site alone, such as ${SERVER_EXAMPLE}.`);
  return url.origin + path;
}

/** The gateway's address of a site, from that address or from a cloud id; null: it is neither. */
export function gatewayAddress(text: string, gateway: string): string | null {
  const trimmed = text.trim();
  if (CLOUD_ID.test(trimmed)) return `${gateway}/ex/jira/${trimmed.toLowerCase()}`;
  const url = URL.canParse(trimmed) ? new URL(trimmed) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return null;
  const [, cloudId] = GATEWAY_PATH.exec(url.pathname) ?? [];
  return cloudId === undefined ? null : `${url.origin}/ex/jira/${cloudId}`;
}

/** The gateway that the credentials of a site may be shown to; null: none, since the site is not Atlassian's. */
export function gatewayOf(site: string): string | null {
  return /\.(atlassian\.net|jira\.com)$/i.test(new URL(site).hostname) ? ATLASSIAN_GATEWAY : null;
}

/** Whether an address is one of the gateway. */
export function isGateway(address: string): boolean {
  return GATEWAY_PATH.test(new URL(address).pathname);
}

function addressOf(text: string, example: string, addViolation: AddViolation): URL | null {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    addViolation('baseUrl', `Give the full address of the site, such as ${example}.`);
    return null;
  }
  if (url.username || url.password) {
    addViolation('baseUrl', 'The address must not hold a user name or a password.');
  }
  return url;
}
