import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { tooLarge, type WireResponse, type WireRequest } from './exchange.js';
import { failure } from './http-failures.js';
import type { HttpResponse } from './provider-http.js';

type Decompress = (data: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

const DECODERS: Readonly<Record<string, Decompress>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
  identity: async (data) => data,
};

/** What we ask for; the others are read all the same where something in between sends them. */
export const ACCEPT_ENCODING = 'gzip';

/** A wire answer as text, unpacked to `maxBodyBytes` at most; throws HttpFailure where it cannot be read. */
export async function decodeResponse(
  response: WireResponse,
  { host, origin }: WireRequest,
  maxBodyBytes: number,
): Promise<HttpResponse> {
  const { status, headers } = response;
  refuseRedirect(response, host, origin);
  const encoding = response.body.length === 0 ? 'identity' : (headers['content-encoding'] ?? 'identity');
  const decode = DECODERS[encoding.trim().toLowerCase()];
  if (!decode) throw failure('unreadable', true, host, 'sent an answer in an encoding that nobody asked for');
  const body = await decode(response.body, { maxOutputLength: maxBodyBytes }).catch(
    (error: { code?: string }) => {
      if (error.code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(host, maxBodyBytes);
      throw failure('unreadable', true, host, 'sent an answer that cannot be unpacked', error);
    },
  );
  return { status, headers, body: new TextDecoder().decode(body), date: parseDate(headers['date']) };
}

/**
 * No redirect is followed, not even on the same origin: trackers' APIs do not need it, and a POST must not be repeated
 * elsewhere by anybody's wish. What it usually means is a base URL that is not quite right.
 */
function refuseRedirect({ status, headers }: WireResponse, host: string, origin: string): void {
  const location = headers['location'];
  if (status < 300 || status > 399 || location === undefined) return;
  throw failure(
    'redirect',
    true,
    host,
    `answered with a redirect to ${redirectTarget(location, origin)}; check the address`,
  );
}

/** The origin alone: paths and queries of redirects carry tokens. */
function redirectTarget(location: string, from: string): string {
  if (!URL.canParse(location, from)) return 'something that is no address';
  const { origin, protocol } = new URL(location, from);
  if (!/^https?:$/.test(protocol)) return 'something that is no web address';
  return origin === from ? 'another path of the same host' : origin.slice(0, 100);
}

function parseDate(value: string | undefined): Date | null {
  const date = value === undefined ? null : new Date(value);
  return date && !Number.isNaN(date.getTime()) ? date : null;
}
