import type { TableGauge } from '../../shared/metrics/index.js';
import { ACTIVE_STATES, sqlListOf } from './ticket-state.rules.js';

const DUE = `from ticket_operations where state in (${sqlListOf(ACTIVE_STATES)}) and due_at <= now()`;

/** Over all projects: how work goes on is for whoever runs delivr. */
export const TICKET_GAUGES: readonly TableGauge[] = [
  {
    name: 'delivr_tickets',
    help: 'Tickets by state.',
    labelNames: ['state'],
    sql: 'select state, count(*)::int as value from ticket_operations group by state',
  },
  {
    name: 'delivr_ticket_queue_depth',
    help: 'Tickets whose work is due.',
    labelNames: [],
    sql: `select count(*)::int as value ${DUE}`,
  },
  {
    name: 'delivr_ticket_queue_age_seconds',
    help: 'How long the oldest ticket whose work is due has existed.',
    labelNames: [],
    sql: `select coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as value ${DUE}`,
  },
  {
    name: 'delivr_jobs_waiting',
    help: 'Background jobs that are due and not taken.',
    labelNames: [],
    sql: `select count(*)::int as value from graphile_worker._private_jobs where run_at <= now() and locked_at is null`,
  },
];
