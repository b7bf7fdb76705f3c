import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const REFUSAL = [
  'HTTP/1.1 503 Service Unavailable',
  'connection: close',
  'content-type: application/json',
  'content-length: 2',
  '',
  '{}',
].join('\r\n');

/**
 * What a server that stops still owes: a request that came whole is answered, everything else ends at once. Fastify
 * alone waits for every connection with a request on it, even one that never comes whole.
 */
export class ConnectionDrain {
  private readonly sockets = new Set<Socket>();
  /** Requests whose headers came, and whose body is on its way. */
  private readonly arriving = new Set<IncomingMessage>();
  /** Requests being worked on, whether or not anybody still waits for the answer. */
  private readonly working = new Map<FastifyRequest, FastifyReply>();
  /** Requests that came whole and are not answered to the last byte, counted by connection. */
  private readonly unanswered = new Map<Socket, number>();
  private isDraining = false;
  private onProgress: () => void = () => undefined;

  /** Must be made before the server listens. */
  constructor(fastify: FastifyInstance) {
    fastify.server.on('connection', (socket: Socket) => this.track(socket));
    fastify.addHook('onRequest', ({ raw }, _reply, done) => {
      this.arriving.add(raw);
      raw.once('close', () => this.arriving.delete(raw));
      done();
    });
    fastify.addHook('preValidation', (request, reply, done) => {
      this.arriving.delete(request.raw);
      this.working.set(request, reply);
      this.countUnanswered(request.raw.socket, 1);
      done();
    });
    fastify.addHook('onSend', (request, reply, payload, done) => {
      // Whoever is answered by a stopping server must not keep the connection.
      if (this.isDraining) void reply.header('connection', 'close');
      this.working.delete(request);
      this.onProgress();
      done(null, payload);
    });
    fastify.addHook('onResponse', ({ raw }, _reply, done) => {
      this.countUnanswered(raw.socket, -1);
      this.onProgress();
      done();
    });
  }

  /** Ends what is idle or unfinished, then waits until all else is answered, `graceMs` at most, and ends the rest. */
  async drain(graceMs: number): Promise<void> {
    this.isDraining = true;
    for (const { socket } of this.arriving) socket.write(REFUSAL);
    for (const socket of this.sockets) if (!this.unanswered.has(socket)) socket.destroySoon();
    await Promise.race([this.untilAnswered(), sleep(graceMs, undefined, { ref: false })]);
    for (const { raw } of this.working.values()) if (!raw.headersSent) raw.socket?.write(REFUSAL);
    for (const socket of this.sockets) socket.destroy();
  }

  private track(socket: Socket): void {
    if (this.isDraining) return void socket.destroy();
    this.sockets.add(socket);
    socket.once('close', () => {
      this.sockets.delete(socket);
      this.unanswered.delete(socket);
      this.onProgress();
    });
  }

  private countUnanswered(socket: Socket, change: 1 | -1): void {
    const count = (this.unanswered.get(socket) ?? 0) + change;
    if (count > 0 && !socket.destroyed) this.unanswered.set(socket, count);
    else this.unanswered.delete(socket);
  }

  private untilAnswered(): Promise<void> {
    return new Promise((resolve) => {
      this.onProgress = () => {
        if (this.working.size === 0 && this.unanswered.size === 0) resolve();
      };
      this.onProgress();
    });
  }
}
