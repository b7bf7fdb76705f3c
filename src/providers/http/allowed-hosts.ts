import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { bareHostname, parseAddress } from './addresses.rules.js';

/** Those of http and https: a host that is allowed without a port must not let anybody find out its open ports. */
const DEFAULT_PORTS: readonly number[] = [80, 443];
/** A network with fewer bits than this is a part of the internet, not of a company. */
const MIN_BITS = { ipv4: 8, ipv6: 16 } as const;

interface AllowedPort {
  /** Null: every port of a network, the default ones of a host. */
  readonly port: number | null;
  readonly isNetwork: boolean;
}

interface AllowedName extends AllowedPort {
  readonly name: string;
}

interface AllowedRange extends AllowedPort {
  readonly range: [ipaddr.IPv4 | ipaddr.IPv6, number];
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
    return this.names.some((entry) => entry.name === wanted && allowsPort(entry, port));
  }

  /** Whether it is on the list, be it with another port. */
  namesHost(hostname: string): boolean {
    const wanted = bareHostname(hostname);
    const address = parseAddress(wanted);
    if (!address) return this.names.some(({ name }) => name === wanted);
    return this.ranges.some(({ range: [base, bits] }) => {
      return address.kind() === base.kind() && address.match(base, bits);
    });
  }

  /** Networks so large that they let trackers live about anywhere, as they were written. */
  get wideNetworks(): readonly string[] {
    return this.ranges.filter(isWide).map(({ range: [base, bits] }) => `${base.toString()}/${bits}`);
  }

  allowsAddress(address: string, port: number): boolean {
    const parsed = parseAddress(address);
    if (!parsed) return false;
    return this.ranges.some(({ range: [base, bits], ...entry }) => {
      return allowsPort(entry, port) && parsed.kind() === base.kind() && parsed.match(base, bits);
    });
  }
}

/**
 * Reads a comma list of `host[:port]`, `IP[:port]`, `[IPv6]:port` and CIDR ranges. A host without a port: the
 * default ports of http and https; a range: every port.
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
  return { range: [address, Number(bits)], port: null, isNetwork: true };
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
  return isIP(name) === 0 ? { name, port, isNetwork: false } : singleAddressRange(name, port);
}

function singleAddressRange(address: string, port: number | null): AllowedRange {
  const base = ipaddr.process(address);
  return { range: [base, base.kind() === 'ipv4' ? 32 : 128], port, isNetwork: false };
}

function allowsPort({ port, isNetwork }: AllowedPort, wanted: number): boolean {
  return port === null ? isNetwork || DEFAULT_PORTS.includes(wanted) : port === wanted;
}

function isWide({ range: [base, bits] }: AllowedRange): boolean {
  return bits < MIN_BITS[base.kind()];
}
