import { Extensions } from '@nestjs/graphql';
import type { CostExtensions } from './query-cost.rules.js';

/** What a field that is longer than others costs: a list without pages, a long text. */
export const Cost = (cost: CostExtensions) => Extensions({ ...cost });
