import { conformance } from './conformance/conformance.js';
import { corkboard } from './fixture-tracker/corkboard.under-test.js';

conformance(corkboard);
