import type { Row } from "../row.ts";
import { fanOut } from "./fan-out.ts";
import { growth } from "./growth.ts";
import { instanceStart } from "./instance-start.ts";
import { keepAlive } from "./keep-alive.ts";
import { latency } from "./latency.ts";
import { memory } from "./memory.ts";
import { npmStart } from "./npm-start.ts";
import { sharedState } from "./shared-state.ts";
import { webSocket } from "./web-socket.ts";

/** The whole table, in its order. */
export const ROWS: readonly Row[] = [
  keepAlive,
  latency,
  webSocket,
  fanOut,
  growth,
  memory,
  sharedState,
  instanceStart,
  npmStart,
];
