import { isFailure, type ConnectionValues, ProviderError, ProviderFailure } from '../contract/index.js';
import { HttpFailure, isSuccess, jsonOf, type ProviderHttpClient } from '../http/index.js';
import { gatewayAddress, isGateway, type JiraAddresses } from './jira.addresses.js';
import type { JiraApi } from './jira.api.js';
import type { JiraAccount } from './jira.schemas.js';
import { tenantSchema } from './jira.schemas.js';

/** What a connection to Jira Cloud is found out with. */
export interface GatewaySearch {
  readonly addresses: JiraAddresses;
  /** Null: credentials are never sent to a gateway that nobody named. */
  readonly gateway: string | null;
  apiAt(address: string): JiraApi;
  clientAt(address: string): ProviderHttpClient;
}

export interface CloudAccount {
  readonly account: JiraAccount;
  /** What was found out about the addresses; absent: nothing new. */
  readonly connectionValues?: ConnectionValues;
}

const BOTH_REFUSED =
  'Atlassian’s gateway, where tokens with scopes and those of service accounts are taken, refused them as well.';
const NEEDS_GATEWAY =
  'A token with scopes, or one of a service account, needs the gateway: give its address or the site’s cloud id as apiAddress.';

/** Whose credentials these are, and where they are taken: at the site, or at the gateway alone. */
export async function cloudAccount(search: GatewaySearch): Promise<CloudAccount> {
  const { site, api } = search.addresses;
  if (isGateway(api)) return accountAtGateway(search, api);
  try {
    return { account: await search.apiAt(site).myself() };
  } catch (error) {
    if (!isFailure(error, ProviderFailure.UNAUTHENTICATED) || error.status !== 401) throw error;
    return accountBySearch(search, error);
  }
}

async function accountAtGateway(search: GatewaySearch, address: string): Promise<CloudAccount> {
  const { site } = search.addresses;
  const api = search.apiAt(address);
  const account = await api.myself();
  const actual = new URL(await api.siteAddress()).origin;
  if (!isGateway(site) && site !== actual) {
    const message = `It belongs to ${actual}, not to ${site}. Leave it out to have the right one found.`;
    const fields = [{ path: 'apiAddress', message }];
    throw new ProviderError(ProviderFailure.REJECTED, message, { fields });
  }
  return { account, connectionValues: { baseUrl: actual, apiAddress: address } };
}

/** The site refused the credentials: asks its gateway. `refusal`: what the site said. */
async function accountBySearch(search: GatewaySearch, refusal: ProviderError): Promise<CloudAccount> {
  const { addresses, gateway } = search;
  if (gateway === null) throw withMore(refusal, NEEDS_GATEWAY);
  const address = await findGatewayAddress(search.clientAt(addresses.site), gateway);
  if (address === null) throw withMore(refusal, NEEDS_GATEWAY);
  try {
    return await accountAtGateway(search, address);
  } catch (error) {
    throw isFailure(error, ProviderFailure.UNAUTHENTICATED) ? withMore(refusal, BOTH_REFUSED) : error;
  }
}

/** A site tells its cloud id to everybody. Null: it does not. */
async function findGatewayAddress(client: ProviderHttpClient, gateway: string): Promise<string | null> {
  const request = { method: 'GET', path: '_edge/tenant_info', isRepeatable: true } as const;
  const response = await client.request(request).catch((error: unknown) => {
    if (error instanceof HttpFailure) return null;
    throw error;
  });
  const tenant = response && isSuccess(response) ? tenantSchema.safeParse(jsonOf(response)).data : undefined;
  return tenant ? gatewayAddress(tenant.cloudId, gateway) : null;
}

function withMore(refusal: ProviderError, words: string): ProviderError {
  const { failure, message, status } = refusal;
  return new ProviderError(failure, `${message} ${words}`, { status, cause: refusal });
}
