import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ProcessReadinessService } from './process-readiness.service.js';

/** For whoever runs delivr: is the process alive, and can it work? */
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: ProcessReadinessService) {}

  @Get('live')
  live(): { status: string } {
    return { status: 'live' };
  }

  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<{ status: string }> {
    const { isReady, reason } = await this.readiness.report();
    if (!isReady) reply.status(503);
    return { status: reason };
  }
}
