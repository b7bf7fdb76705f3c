import { Injectable } from '@nestjs/common';
import { JobHandlerRegistry } from '../../shared/jobs/index.js';
import { CONFIRM_MISSING_JOB } from './ticket-jobs.js';
import { TicketReadingsService } from './ticket-readings.service.js';

/** Reads an owner's tickets again, one of which was gone at the last read. */
@Injectable()
export class ConfirmMissingJob {
  constructor(readings: TicketReadingsService, handlers: JobHandlerRegistry) {
    handlers.handle(CONFIRM_MISSING_JOB, ({ projectId, ownerId }) =>
      readings.readOwner({ id: ownerId, projectId }),
    );
  }
}
