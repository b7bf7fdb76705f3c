import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** The way to a server over a network that can fail without a word. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  private readonly silent = new WeakSet<Socket>();
  private isSilent = false;

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {
    server.on('connection', (socket) => this.join(socket));
  }

  static async start(targetUrl: string): Promise<TcpProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TcpProxy(server, new URL(targetUrl));
  }

  /** The target's address by way of this one. */
  get url(): string {
    const url = new URL(this.target);
    url.host = `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return url.href;
  }

  /** Nothing comes through any more, and nobody is told; connections are still taken. */
  silence(): void {
    this.isSilent = true;
    for (const socket of this.sockets) this.silent.add(socket);
  }

  /** New connections get through. Those that fell silent stay so. */
  recover(): void {
    this.isSilent = false;
  }

  /** Every connection is lost, as both sides notice at once. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(near: Socket): void {
    const far = connect(Number(this.target.port), this.target.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(from);
      if (this.isSilent) this.silent.add(from);
      from.on('data', (chunk) => void (this.silent.has(from) || to.write(chunk)));
      from.on('error', () => undefined);
      from.on('close', () => {
        this.sockets.delete(from);
        if (!this.silent.has(from)) to.destroy();
      });
    }
  }
}
