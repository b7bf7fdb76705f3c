import { conformance } from './conformance/conformance.js';
import { linear } from './conformance/linear.under-test.js';

conformance(linear);
