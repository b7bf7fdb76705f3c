import { clickUp } from './conformance/clickup.fixture.js';
import { conformance } from './conformance/conformance.js';

conformance(clickUp);
