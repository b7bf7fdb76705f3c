import { asana } from './conformance/asana.under-test.js';
import { conformance } from './conformance/conformance.js';

conformance(asana);
