import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import type { ScriptReply } from "./redis-link.ts";
import type { Seat } from "./seats.ts";

interface Load {
  /** Seats to give up. */
  gone: Seat[];
  /** Rooms to keep. */
  renew: string[];
}

export interface LeaseOptions {
  run(script: "heartbeat" | "release", args: object): Promise<ScriptReply>;
  leaseMs: number;
  heartbeatMs: number;
  log: Logger;
  /** What each heartbeat carries along; called when it is sent. */
  load(): Load;
  /** What a heartbeat that was answered says, and what it had carried. */
  onBeat(version: string, rooms: number, load: Load): void;
  /** Another lease has begun: everything held under the last one is given away. */
  onLost(): void;
}

/** This instance's right to hold seats in rooms. */
export interface Lease {
  readonly id: string;
  /** False while the last heartbeat that was answered is too long ago. */
  readonly isHeld: boolean;
  /** A script said that the lease has ended. */
  lost(): Promise<void>;
  /** Gives everything back at once. */
  release(): Promise<void>;
}

/**
 * Keeps a lease by heartbeats, by Redis's clock. An instance that dies or hangs longer than `leaseMs` loses it, and the
 * next heartbeat of any other one gives its seats away: within `leaseMs` + `heartbeatMs`.
 */
export async function beginLease(options: LeaseOptions): Promise<Lease> {
  const { run, leaseMs, heartbeatMs, log, load, onBeat, onLost } = options;
  let id = randomUUID();
  let heldUntil = 0;
  let timer: NodeJS.Timeout | undefined;
  let isReleased = false;
  let underWay: Promise<void> | undefined;

  async function beat(begin: boolean): Promise<void> {
    const sentAt = performance.now();
    const carried = load();
    const reply = await run("heartbeat", { ...carried, lease: id, begin });
    const [outcome, version, rooms] = reply as [string, string, number];
    if (outcome !== "lost") {
      heldUntil = sentAt + leaseMs;
      onBeat(version, rooms, carried);
    } else await renew();
  }

  async function renew(): Promise<void> {
    log.warn({ lease: id }, "lease lost");
    id = randomUUID();
    heldUntil = 0;
    onLost();
    await beat(true);
  }

  function schedule(): void {
    timer = setTimeout(() => {
      underWay = beat(false)
        .catch((err: unknown) => log.debug({ err }, "heartbeat failed"))
        .finally(() => {
          underWay = undefined;
          if (!isReleased) schedule();
        });
    }, heartbeatMs);
  }

  await beat(true);
  schedule();

  return {
    get id() {
      return id;
    },
    get isHeld() {
      return performance.now() < heldUntil;
    },
    lost: async () => {
      const lostId = id;
      await underWay;
      if (id === lostId && !isReleased) await renew();
    },
    release: async () => {
      isReleased = true;
      clearTimeout(timer);
      await underWay;
      await run("release", { lease: id }).catch(() => {});
    },
  };
}
