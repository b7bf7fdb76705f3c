import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createServer, type Server } from 'node:tls';

/** Made for these tests, until 2120: an authority, and what it signed for 127.0.0.1 and for a client. */
export const CERTIFICATES = Object.fromEntries(
  ['ca', 'server', 'server-key', 'client', 'client-key', 'client-expired'].map((name) => [
    name,
    readFileSync(new URL(`certificates/${name}.pem`, import.meta.url), 'utf8'),
  ]),
) as Readonly<Record<'ca' | 'server' | 'server-key' | 'client' | 'client-key' | 'client-expired', string>>;

/** HTTPS in front of an emulated tracker, which speaks HTTP. */
export class TlsProxy {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {
    server.on('tlsClientError', () => undefined);
    server.on('connection', (socket: Socket) => this.keepTrackOf(socket));
    server.on('secureConnection', (socket) => {
      const { hostname, port } = this.target;
      const upstream = this.keepTrackOf(connect(Number(port), hostname));
      this.keepTrackOf(socket).pipe(upstream).pipe(socket);
    });
  }

  /** `asksForCertificate`: only clients whose certificate the authority signed get through. */
  static async start(targetUrl: string, { asksForCertificate = false } = {}): Promise<TlsProxy> {
    const server = createServer({
      ...{ cert: CERTIFICATES.server, key: CERTIFICATES['server-key'], ca: CERTIFICATES.ca },
      ...(asksForCertificate && { requestCert: true, rejectUnauthorized: true }),
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TlsProxy(server, new URL(targetUrl));
  }

  /** The target's address by way of this one. */
  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `https://127.0.0.1:${port}${this.target.pathname.replace(/\/$/, '')}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private keepTrackOf<S extends Socket>(socket: S): S {
    this.sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
    return socket;
  }
}
