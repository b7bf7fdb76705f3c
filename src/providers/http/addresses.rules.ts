import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The only part of IPv6 that is routed on the internet (RFC 4291, IANA's registry of global unicast addresses). */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];

/** An address in the form in which it is compared: `::ffff:10.0.0.1` is `10.0.0.1`. Null where the text is none. */
export function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  // `isIP` first: ipaddr.js also reads 127.1, 0x7f.1 and 2130706433, which net would hand to the resolver.
  return isIP(text) === 0 ? null : ipaddr.process(text);
}

/**
 * Whether an address belongs to the internet at large. IPv4 by the special registries; IPv6 only inside 2000::/3 and
 * outside its special ranges, so that no form which embeds an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo)
 * can lead inside.
 */
export function isPublicAddress(text: string): boolean {
  if (isIP(text) === 0) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast') return false;
  return address instanceof ipaddr.IPv4 || address.match(GLOBAL_UNICAST);
}

/** `LOCALHOST.` is `localhost`, `[::1]` is `::1`. */
export function bareHostname(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}

/** Names that mean this machine wherever they are resolved (RFC 6761). */
export function isLocalName(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost');
}
