/**
 * Ids become part of a path, so nothing else than these forms ever does: `../user` goes nowhere. Every one is
 * URL-encoded on top.
 */
export const LIST_ID_PATTERN = /^[0-9]{1,18}$/;
const TASK_ID_PATTERN = /^[a-z0-9]{1,32}$/i;
const CUSTOM_ID_PATTERN = /^[A-Z][A-Z0-9_]{0,31}-[0-9]{1,18}$/i;

/** How a task was named: by ClickUp's own id, or by one of the workspace's making, such as SHOP-12. */
export type TaskName =
  { readonly kind: 'id'; readonly id: string } | { readonly kind: 'custom'; readonly customId: string };

/** Null where it cannot be a list's id. */
export function listId(text: string): string | null {
  return LIST_ID_PATTERN.test(text) ? text : null;
}

/** Null where it can be neither. */
export function taskName(text: string): TaskName | null {
  if (TASK_ID_PATTERN.test(text)) return { kind: 'id', id: text.toLowerCase() };
  return CUSTOM_ID_PATTERN.test(text) ? { kind: 'custom', customId: text.toUpperCase() } : null;
}
