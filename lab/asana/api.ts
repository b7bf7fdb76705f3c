import type { Route } from '../http/router.js';
import type { ViewHandler } from './view.js';

/** Where the API is; operations are named as the vendor's document does, without it. */
export const API = '/api/1.0';

/** Makes a route of an operation, such as `GET /tasks`. */
export type As = (operation: string, handler: ViewHandler) => Route;

/** What the vendor's document calls an operation. */
export function operationName(operation: string): string {
  return operation.replace(` ${API}/`, ' /');
}
