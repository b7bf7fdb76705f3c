import { lookup } from 'node:dns/promises';
import type { LookupFunction, Socket } from 'node:net';
import { isIP } from 'node:net';
import { getCACertificates } from 'node:tls';
import { buildConnector } from 'undici';
import { addressProblem, type Target } from './address-guard.rules.js';
import { bareHostname, parseAddress } from './addresses.rules.js';
import type { AllowedHosts } from './allowed-hosts.js';
import type { TlsCredentials } from './tls-credentials.js';
import { connectFailure, failure, resolveFailure } from './http-failures.js';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Every address of a name; rejects with a DNS error code where there is none. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;

export interface GuardOptions {
  readonly allowedHosts: AllowedHosts;
  /** Resolving, connecting and TLS together. */
  readonly connectTimeoutMs: number;
  readonly resolve?: Resolve;
  readonly tls?: TlsCredentials;
}

/** Before the next address of a name is tried (RFC 8305 asks for 250 ms; far trackers need longer than that). */
const NEXT_ADDRESS_DELAY_MS = 1_000;

const systemResolve: Resolve = (hostname) => lookup(hostname, { all: true });

/** Resolves a target once and says which addresses may be dialled; throws HttpFailure where none may. */
export async function resolveAllowedAddresses(
  target: Target,
  host: string,
  options: GuardOptions,
): Promise<readonly ResolvedAddress[]> {
  const resolution = resolveOnce(target.hostname, options.resolve ?? systemResolve);
  const addresses = await resolution.catch((error: unknown) => {
    throw resolveFailure(error, host);
  });
  if (addresses.length === 0) throw failure('dns', false, host, 'does not resolve: it has no address');
  const problem = addressProblem(
    target,
    addresses.map(({ address }) => address),
    options.allowedHosts,
  );
  if (problem) throw failure('blocked-address', false, host, problem);
  return addresses;
}

/**
 * The only way to a socket. undici's own `lookup` option is not asked about IP literals, so the check sits before the
 * connector and pins what was checked: the socket resolves nothing again, and keeps the name for TLS.
 */
export function guardedConnector(options: GuardOptions): buildConnector.connector {
  return ({ hostname: given, host = given, protocol, port }, callback) => {
    const isSecure = protocol === 'https:';
    const target: Target = {
      isSecure,
      hostname: bareHostname(given),
      port: Number(port) || (isSecure ? 443 : 80),
    };
    const settle = onceWithTimeout(options.connectTimeoutMs, host, callback);
    resolveAllowedAddresses(target, host, options).then(
      (addresses) =>
        dial(target, addresses, options, (error, socket) => {
          if (error) settle(connectFailure(error, host), null);
          else if (isAllowedPeer(socket, addresses)) settle(null, socket);
          else
            settle(
              failure('blocked-address', false, host, 'was reached at an address nobody checked'),
              socket,
            );
        }),
      (error: unknown) => settle(connectFailure(error, host), null),
    );
  };
}

function dial(
  target: Target,
  addresses: readonly ResolvedAddress[],
  options: GuardOptions,
  callback: buildConnector.Callback,
): void {
  const isLiteral = isIP(target.hostname) !== 0;
  const connect = buildConnector({
    lookup: pinnedLookup(addresses),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_DELAY_MS,
    allowH2: false,
    timeout: options.connectTimeoutMs,
    ...tlsOptions(options.tls),
  });
  connect(
    {
      hostname: target.hostname,
      host: target.hostname,
      protocol: target.isSecure ? 'https:' : 'http:',
      port: String(target.port),
      // TLS knows no server name that is an address.
      ...(target.isSecure && !isLiteral ? { servername: target.hostname } : {}),
    },
    callback,
  );
}

/** Own authorities are trusted beside the usual ones, since a proxy on the way may have a public certificate. */
function tlsOptions({ ca, cert, key }: TlsCredentials = {}): object {
  return {
    ...(ca !== undefined && { ca: [...getCACertificates('default'), ca] }),
    ...(cert !== undefined && { cert, key }),
  };
}

async function resolveOnce(hostname: string, resolve: Resolve): Promise<readonly ResolvedAddress[]> {
  const family = isIP(hostname);
  return family === 0 ? resolve(hostname) : [{ address: hostname, family }];
}

function pinnedLookup(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (_hostname, { all }, callback) => {
    const [first] = addresses;
    if (all) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family);
  };
}

/** A last look at what was really dialled. A socket that is gone again has no address: whoever writes to it finds out. */
function isAllowedPeer(socket: Socket, addresses: readonly ResolvedAddress[]): boolean {
  if (socket.remoteAddress === undefined) return true;
  const dialled = normalizedAddress(socket.remoteAddress);
  return addresses.some(({ address }) => normalizedAddress(address) === dialled);
}

function normalizedAddress(address: string): string {
  return parseAddress(address)?.toString() ?? address;
}

/** Answers once, after `timeoutMs` at the latest (undici's own timer is up to a second late). */
function onceWithTimeout(timeoutMs: number, host: string, callback: buildConnector.Callback) {
  let isSettled = false;
  const timer = setTimeout(() => settle(null, null), timeoutMs);
  const settle = (error: Error | null, socket: Socket | null) => {
    if (isSettled || error) socket?.destroy();
    if (isSettled) return;
    isSettled = true;
    clearTimeout(timer);
    if (!error && socket) callback(null, socket);
    else
      callback(
        error ?? failure('connect-timeout', false, host, 'could not be reached: no connection in time'),
        null,
      );
  };
  return settle;
}
