import type { InstanceReport, RoomReport } from "../../protocol/instance-report.ts";
import type { ControlState, Target } from "../../protocol/control/state.ts";
import type { LabTruth, WindowTruth } from "./truth.ts";

/** What follows from the truth for one window. */
export interface Facts {
  window: WindowTruth;
  lab: LabTruth;
  now: number;
  isCut: boolean;
  isShared: boolean;
  stickiness: boolean;
  transport: "polling" | "websocket";
  targets: readonly Target[];
  target(id: string): Target | undefined;
  /** Takes new requests, as far as the balancer knows. */
  isUsable(id: string): boolean;
  isEnded(id: string): boolean;
  /** Where the next connection leads. */
  next: Next;
  /** The window's own version of its room; null while it is in none. */
  mine: RoomReport | null;
  self: string | null;
  /** The other living instances, each with its version of the room. */
  others: readonly { instance: string; report: InstanceReport; room: RoomReport | null; isPaused: boolean }[];
  /** Some instance does not answer now, and nobody can know whether it will. */
  isUnsettled: boolean;
}

export type Next =
  | { to: "any"; because: "off" | "none" | "expired" | "foreign"; expiredAt?: number }
  | { to: "back" | "named" | "unusable"; target: string };

export function factsOf(window: WindowTruth, lab: LabTruth): Facts {
  const { state, reports } = lab;
  const targets = state.targets;
  const target = (id: string) => targets.find((one) => one.id === id);
  const isEnded = (id: string) => ["exited", "stopped"].includes(target(id)?.process?.state ?? "running");
  const isUsable = (id: string) => {
    const one = target(id);
    return one !== undefined && !isEnded(id) && ["healthy", "initial"].includes(one.health.state);
  };
  const { home } = window;
  const roomAt = (report: InstanceReport | undefined) => report?.rooms.find(({ room }) => room === window.room) ?? null;
  const mine = home === null || isEnded(home) ? null : roomAt(reports.get(home));
  const self = mine?.members.find(({ name }) => name === window.name)?.id ?? null;
  return {
    window,
    lab,
    now: lab.at,
    isCut: window.cutSince !== null,
    isShared: state.lab.state === "redis",
    stickiness: state.targetGroup.attributes["stickiness.enabled"] === "true",
    transport: window.transport === "polling" ? "polling" : "websocket",
    targets,
    target,
    isUsable,
    isEnded,
    next: nextOf(window, state, isUsable),
    mine: self === null ? null : mine,
    self,
    others: [...reports]
      .filter(([instance]) => instance !== home && !isEnded(instance))
      .map(([instance, report]) => ({
        instance,
        report,
        room: roomAt(report),
        isPaused: lab.silentSince.has(instance),
      })),
    isUnsettled:
      lab.silentSince.size > 0 ||
      state.lab.changing !== null ||
      targets.some(({ process }) => ["starting", "stopping"].includes(process?.state ?? "running")),
  };
}

function nextOf({ cookie, home }: WindowTruth, state: ControlState, isUsable: (id: string) => boolean): Next {
  if (state.targetGroup.attributes["stickiness.enabled"] !== "true") return { to: "any", because: "off" };
  if (!cookie) return { to: "any", because: "none" };
  const { target, expiresAt, reason } = cookie.opened;
  if (reason === "expired") return { to: "any", because: "expired", expiredAt: expiresAt! };
  if (target === null) return { to: "any", because: "foreign" };
  if (!isUsable(target)) return { to: "unusable", target };
  return { to: target === home ? "back" : "named", target };
}

/** The truth of the next connection, for a report. */
export function nextInWords({ next }: Facts): string {
  switch (next.to) {
    case "any":
      return {
        off: "stickiness is off",
        none: "the browser holds no stickiness cookie",
        expired: `the cookie expired at ${timeOf(next.expiredAt ?? 0)}`,
        foreign: "the balancer cannot open the cookie",
      }[next.because];
    case "back":
      return `the cookie names ${next.target}, which serves this window`;
    case "named":
      return `the cookie names ${next.target}, which does not serve this window`;
    case "unusable":
      return `the cookie names ${next.target}, which takes no new requests`;
  }
}

/** As the page writes it. */
export function timeOf(at: number): string {
  return new Date(at).toTimeString().slice(0, 8);
}
