import { type DynamicModule, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { type PlaygroundOptions, playgroundPlugin } from './playground.plugin.js';

const PLAYGROUND_OPTIONS = Symbol('PLAYGROUND_OPTIONS');

/** The playground in the browser. Routes of Fastify, not of Nest: no guard applies, nothing is resolved per request. */
@Module({})
export class PlaygroundModule implements OnModuleInit {
  constructor(
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(PLAYGROUND_OPTIONS) private readonly options: PlaygroundOptions,
  ) {}

  static forRoot(options: PlaygroundOptions = {}): DynamicModule {
    return { module: PlaygroundModule, providers: [{ provide: PLAYGROUND_OPTIONS, useValue: options }] };
  }

  async onModuleInit(): Promise<void> {
    const fastify: FastifyInstance = this.adapterHost.httpAdapter.getInstance();
    await fastify.register(playgroundPlugin, this.options);
  }
}
