/** SQL: nothing keeps the integration of the row `i` from being used. */
export const USABLE_INTEGRATION = `i.is_enabled and i.verification_status = 'VALID' and i.paused_until is null and i.deleted_at is null`;

/** SQL: the integration of a row, by its `project_id` and `integration_id`, is usable. */
export const hasUsableIntegration = (row: string) =>
  `exists (select from project_management_integrations i
     where i.project_id = ${row}.project_id and i.id = ${row}.integration_id and ${USABLE_INTEGRATION})`;
