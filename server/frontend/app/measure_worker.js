// The worker of measure.js, where the modules are files of their own.

import { serveMeasures } from "./measure.js";

serveMeasures(globalThis);
