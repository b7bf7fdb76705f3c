import { conformance } from './conformance/conformance.js';
import { monday } from './conformance/monday.under-test.js';

conformance(monday);
