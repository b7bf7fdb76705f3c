import { asana } from './conformance/asana.fixture.js';
import { conformance } from './conformance/conformance.js';

conformance(asana);
