import { conformance } from './conformance/conformance.js';
import { linear } from './conformance/linear.fixture.js';

conformance(linear);
