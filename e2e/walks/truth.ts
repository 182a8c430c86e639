import type { OpenedCookie } from "../../protocol/control/opened-cookie.ts";
import type { ControlState } from "../../protocol/control/state.ts";
import type { InstanceReport } from "../../protocol/instance-report.ts";

/** What is so in the lab at one moment, by those who know: the balancer, and each instance asked directly. */
export interface LabTruth {
  at: number;
  state: ControlState;
  /** What each living instance holds, all its rooms. A paused one holds what it held. */
  reports: ReadonlyMap<string, InstanceReport>;
  /** Of instances that do not answer now: when they last did. */
  silentSince: ReadonlyMap<string, number>;
}

/** What is so for one window, by the lab, by what went over its wire, and by what was done to it. */
export interface WindowTruth {
  /** Under which it joins, and the room that it looks at. */
  name: string;
  room: string;
  rooms: readonly string[];
  transport: "auto" | "default" | "polling";
  /** Nothing that it asks is answered, neither by an instance nor by the control API: since when; null: it is. */
  cutSince: number | null;
  /** Ended by its own wish. */
  isDisconnected: boolean;
  /** Who serves it, by the wire: the instance that welcomed it over a connection that is still open. */
  home: string | null;
  /** Instances that welcomed it since this page was loaded, oldest first. */
  welcomes: readonly string[];
  /** The balancer's cookie that its browser holds, and what the balancer says of it. */
  cookie: { value: string; opened: OpenedCookie } | null;
  /** Open windows of its browser, this one too: their names, their rooms, their homes. */
  browser: readonly { name: string; room: string; home: string | null }[];
  /** Messages that were shown to it, by id: of what it sent, and of what came over its wire. */
  seen: ReadonlyMap<string, SeenMessage>;
}

export interface SeenMessage {
  id: string;
  room: string;
  text: string;
  /** Null: nobody has accepted it yet. */
  roomId: string | null;
  instance: string | null;
}
