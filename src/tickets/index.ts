export * from './engine/draft-source.registry.js';
export * from './engine/new-ticket-operation.js';
export * from './requests/stored-draft.entity.js';
export * from './requests/ticket-request.entity.js';
export * from './changes/ticket-change.entity.js';
export * from './engine/ticket-completion.rules.js';
export * from './engine/ticket-error.object.js';
export * from './engine/ticket-events.js';
export * from './engine/ticket-operation.entity.js';
export * from './engine/ticket-engine.service.js';
export * from './engine/ticket-state.js';
export {
  ACTIVE_STATES,
  allowsMove,
  FOLLOWED_STATES,
  NOT_YET_CREATED_STATES,
  RETRYABLE_STATES,
} from './engine/ticket-state.rules.js';
export * from './engine/ticket-waiter.service.js';
export * from './tickets.module.js';
export * from './duplicates/duplicate-check.entity.js';
