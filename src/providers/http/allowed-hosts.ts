import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { bareHostname, parseAddress } from './addresses.rules.js';

interface AllowedName {
  readonly name: string;
  /** Null: any. */
  readonly port: number | null;
}

interface AllowedRange {
  readonly range: [ipaddr.IPv4 | ipaddr.IPv6, number];
  readonly port: number | null;
}

/** What the operator lets trackers live on besides the public internet over https (`PROVIDER_ALLOWED_HOSTS`). */
export class AllowedHosts {
  constructor(
    private readonly names: readonly AllowedName[],
    private readonly ranges: readonly AllowedRange[],
  ) {}

  /** Whether addresses decide too, so that a name alone cannot be judged. */
  get hasRanges(): boolean {
    return this.ranges.length > 0;
  }

  allowsName(hostname: string, port: number): boolean {
    const wanted = bareHostname(hostname);
    return this.names.some(
      ({ name, port: allowedPort }) => name === wanted && (allowedPort === null || allowedPort === port),
    );
  }

  allowsAddress(address: string, port: number): boolean {
    const parsed = parseAddress(address);
    if (!parsed) return false;
    return this.ranges.some(
      ({ range: [base, bits], port: allowedPort }) =>
        (allowedPort === null || allowedPort === port) &&
        parsed.kind() === base.kind() &&
        parsed.match(base, bits),
    );
  }
}

/**
 * Reads a comma list of `host[:port]`, `IP[:port]`, `[IPv6]:port` and CIDR ranges. Without a port: every port.
 * @throws Error naming the first entry that is none of these.
 */
export function parseAllowedHosts(text: string): AllowedHosts {
  const names: AllowedName[] = [];
  const ranges: AllowedRange[] = [];
  for (const entry of text.split(',').map((part) => part.trim())) {
    if (entry === '') continue;
    const parsed = parseRange(entry) ?? parseHost(entry);
    if (!parsed) {
      throw new Error(`"${entry}" is neither host[:port] nor IP[:port] nor a CIDR range such as 10.0.0.0/8`);
    }
    if ('range' in parsed) ranges.push(parsed);
    else names.push(parsed);
  }
  return new AllowedHosts(names, ranges);
}

function parseRange(entry: string): AllowedRange | null {
  const [base = '', bits = '', ...rest] = entry.split('/');
  const family = isIP(base);
  if (rest.length > 0 || family === 0 || !/^\d{1,3}$/.test(bits)) return null;
  if (Number(bits) > (family === 4 ? 32 : 128)) return null;
  const address = ipaddr.parse(base);
  // Addresses are compared in their IPv4 form: a mapped range would silently match nothing.
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress()) return null;
  return { range: [address, Number(bits)], port: null };
}

function parseHost(entry: string): AllowedName | AllowedRange | null {
  if (isIP(entry) !== 0) return singleAddressRange(entry, null);
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(entry) ?? [];
  const port = digits === undefined ? null : Number(digits);
  if (port !== null && (port < 1 || port > 65_535)) return null;
  if (bracketed !== undefined) return isIP(bracketed) === 6 ? singleAddressRange(bracketed, port) : null;
  if (plain === undefined || !/^[\p{L}\p{N}_.-]+$/u.test(plain) || !URL.canParse(`http://${plain}`))
    return null;
  // Names are compared as URL writes them: lower case, punycode, 0x7f.1 as 127.0.0.1.
  const name = bareHostname(new URL(`http://${plain}`).hostname);
  return isIP(name) === 0 ? { name, port } : singleAddressRange(name, port);
}

function singleAddressRange(address: string, port: number | null): AllowedRange {
  const base = ipaddr.process(address);
  return { range: [base, base.kind() === 'ipv4' ? 32 : 128], port };
}
