import { bareHostname, isLocalName, isPublicAddress, parseAddress } from './addresses.rules.js';
import type { AllowedHosts } from './allowed-hosts.js';

/** Where a connection is to go, as the URL says it. */
export interface Target {
  readonly isSecure: boolean;
  /** Without brackets. */
  readonly hostname: string;
  readonly port: number;
}

const PRIVATE_ADDRESS =
  'leads to a private address; whoever runs delivr can allow it with the setting PROVIDER_ALLOWED_HOSTS';
const OTHER_PORT =
  'has another port than the setting PROVIDER_ALLOWED_HOSTS allows; whoever runs delivr can name it there, as host:port';
const INSECURE_SCHEME = 'must be reached over https';

export function targetOf(url: URL): Target {
  const isSecure = url.protocol === 'https:';
  return { isSecure, hostname: bareHostname(url.hostname), port: Number(url.port) || (isSecure ? 443 : 80) };
}

/** Why a target must not be dialled, judged by every address that it resolves to; null: it may. */
export function addressProblem(
  target: Target,
  addresses: readonly string[],
  allowed: AllowedHosts,
): string | null {
  if (allowed.allowsName(target.hostname, target.port)) return null;
  if (addresses.every((address) => allowed.allowsAddress(address, target.port))) return null;
  const isOpen = (address: string) => isPublicAddress(address) || allowed.allowsAddress(address, target.port);
  if (!addresses.every(isOpen)) {
    const isListed = [target.hostname, ...addresses].some((host) => allowed.namesHost(host));
    return isListed ? OTHER_PORT : PRIVATE_ADDRESS;
  }
  return target.isSecure ? null : INSECURE_SCHEME;
}

/**
 * The part of the check that needs no resolver, for an address somebody typed. Null: nothing to complain about so far.
 * Pure; what the name resolves to is checked with each connection.
 */
export function checkAddressForm(address: string, allowed: AllowedHosts): string | null {
  if (!URL.canParse(address)) return 'Must be an address such as https://tracker.example.com.';
  const url = new URL(address);
  if (!/^https?:$/.test(url.protocol) || url.hostname === '') {
    return 'Must be an address such as https://tracker.example.com.';
  }
  if (url.username !== '' || url.password !== '') return 'Must not hold a user name or password.';
  if (/[?#]/.test(address)) return 'Must not hold a query or a fragment.';
  const problem = nameProblem(targetOf(url), allowed);
  return problem && `${url.host} ${problem}.`;
}

function nameProblem(target: Target, allowed: AllowedHosts): string | null {
  if (parseAddress(target.hostname)) return addressProblem(target, [target.hostname], allowed);
  if (allowed.allowsName(target.hostname, target.port)) return null;
  if (!target.isSecure && allowed.namesHost(target.hostname)) return OTHER_PORT;
  // Where ranges are allowed, what the name resolves to decides.
  if (allowed.hasRanges) return null;
  if (isLocalName(target.hostname)) return allowed.namesHost(target.hostname) ? OTHER_PORT : PRIVATE_ADDRESS;
  return target.isSecure ? null : INSECURE_SCHEME;
}
