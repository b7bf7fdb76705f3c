import type { TableGauge } from '../shared/metrics/index.js';

/** Over all projects: how many are well is for whoever runs delivr. */
export const INTEGRATIONS_GAUGE: TableGauge = {
  name: 'delivr_integrations',
  help: 'Connected trackers by health: usable, paused, refused (credentials) or disabled.',
  labelNames: ['tracker', 'health'],
  sql: `
    select provider_type as tracker,
           case when not is_enabled then 'disabled'
                when verification_status in ('INVALID', 'EXPIRED') then 'refused'
                when paused_until is not null then 'paused'
                else 'usable' end as health,
           count(*)::int as value
      from project_management_integrations where deleted_at is null group by 1, 2`,
};
