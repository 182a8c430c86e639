// Runs beside the lab or the balancer whose next start it makes quicker, and gives way to it.
import { constants, setPriority } from "node:os";
import { buildPrograms } from "./build-programs.ts";

setPriority(constants.priority.PRIORITY_LOW);
await buildPrograms();
