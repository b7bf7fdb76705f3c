import { clickUp } from './conformance/clickup.under-test.js';
import { conformance } from './conformance/conformance.js';

conformance(clickUp);
