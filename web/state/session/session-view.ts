import type { RequestLimits } from "../../../protocol/limits.ts";
import type { Connection, TransportChoice } from "../connection/connection-state.ts";
import { readStickinessCookies } from "../connection/stickiness-cookies.ts";
import type { Entrance } from "./entrance.ts";
import type { Notice, RoomEntry, SessionState } from "./session-state.ts";

export interface SessionParts {
  entrance: Pick<Entrance, "stage" | "error">;
  /** My nickname; empty before the first join. */
  name: string;
  offered: { name: string; room: string };
  limits: RequestLimits;
  connection: Connection;
  transportChoice: TransportChoice;
  /** `document.cookie` */
  cookies: string;
  rooms: readonly RoomEntry[];
  notices: readonly Notice[];
}

export function sessionView({ entrance, name, offered, cookies, rooms, ...rest }: SessionParts): SessionState {
  return {
    ...rest,
    stage: entrance.stage,
    form: { name: name || offered.name, room: offered.room, error: entrance.error },
    name,
    cookie: readStickinessCookies(cookies),
    rooms,
    unread: rooms.reduce((sum, one) => sum + one.unread, 0),
  };
}
