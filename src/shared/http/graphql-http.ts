import { RequestContext } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { v4 as uuid } from 'uuid';
import type { ApiLimits } from '../../config/index.js';
import type { AppLogger } from '../logging/index.js';
import { limitToProjects } from '../persistence/index.js';
import { graphqlMediaType } from './media-type.rules.js';

const PATH = '/graphql';

/** Answers are data of the one who asked: no cache holds them, and no browser takes them for something else. */
const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/**
 * What `/graphql` needs before Apollo sees a request: a body limit, answers in GraphQL's form for what fails earlier
 * (too large, not JSON, another method), a limit on batches. Must run before the route is made.
 */
export function prepareGraphqlRoute(fastify: FastifyInstance, limits: ApiLimits, logger: AppLogger): void {
  fastify.addHook('onRoute', (route) => {
    if (route.url !== PATH) return;
    route.bodyLimit = limits.maxBodyBytes;
    route.onRequest = (_request, reply, done) => {
      reply.headers(SECURITY_HEADERS);
      done();
    };
    route.errorHandler = (error, request, reply) => {
      const failure = error as FastifyFailure;
      const status = failure.statusCode ?? 500;
      if (status < 500) return sendBadRequest(request, reply, status, requestViolation(failure, limits));
      const errorId = uuid();
      logger.error('A request failed unexpectedly.', { errorId, error });
      const message = `Something went wrong on our side. Nothing more is known here; the log has it under ${errorId}.`;
      sendError(request, reply, status, { message, extensions: { code: 'INTERNAL_SERVER_ERROR', errorId } });
    };
    route.onSend = (_request, reply, payload, done) => {
      if (!isTooLarge(payload, limits)) return done(null, payload);
      void reply.status(400).removeHeader('content-length');
      done(null, JSON.stringify({ errors: [answerTooLargeError(limits)] }));
    };
    route.preHandler = (request, _reply, done) => done(batchViolation(request, limits));
  });
  fastify.route({
    url: PATH,
    method: ['PUT', 'PATCH', 'DELETE'],
    handler: (request, reply) => {
      sendBadRequest(
        request,
        reply.header('allow', 'GET, POST'),
        405,
        'Send GraphQL requests by POST, or queries by GET.',
      );
    },
  });
}

/** UTF-16 units are no more than bytes. */
function isTooLarge(payload: unknown, { maxResponseBytes }: ApiLimits): boolean {
  return typeof payload === 'string' && payload.length > maxResponseBytes;
}

function answerTooLargeError({ maxResponseBytes }: ApiLimits): object {
  const message = `The answer is larger than ${maxResponseBytes} bytes. Ask for smaller pages or fewer fields. What a mutation changed stays changed.`;
  return { message, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } };
}

interface FastifyFailure extends Error {
  readonly statusCode?: number;
  readonly code?: string;
}

class BatchTooLargeError extends Error {
  readonly statusCode = 400;
}

function batchViolation({ body }: FastifyRequest, { maxBatch }: ApiLimits): Error | undefined {
  const isTooMany = Array.isArray(body) && body.length > maxBatch;
  return isTooMany ? new BatchTooLargeError(`A batch may hold at most ${maxBatch} operations.`) : undefined;
}

/** Never a part of the body, which may hold a secret. */
function requestViolation({ code, message }: FastifyFailure, { maxBodyBytes }: ApiLimits): string {
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return `The request is larger than ${maxBodyBytes} bytes.`;
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return 'Send the request as application/json.';
    default:
      return message;
  }
}

function sendBadRequest(request: FastifyRequest, reply: FastifyReply, status: number, message: string): void {
  const extensions = { code: 'BAD_USER_INPUT', fields: [{ path: '', message }] };
  sendError(request, reply, status, { message, extensions });
}

function sendError({ headers }: FastifyRequest, reply: FastifyReply, status: number, error: object): void {
  void reply
    .status(status)
    .type(`${graphqlMediaType(headers.accept)}; charset=utf-8`)
    .serializer(String)
    .send(JSON.stringify({ errors: [error] }));
}

/** Every HTTP request works in an EntityManager of its own, which sees no project until the caller is known. */
export function openRequestContexts(fastify: FastifyInstance, em: EntityManager): void {
  fastify.addHook('preHandler', (_request, _reply, done) => {
    const fork = em.fork();
    limitToProjects(fork, []);
    RequestContext.create(fork, done);
  });
}
