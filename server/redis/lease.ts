import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import type { ScriptReply } from "./redis-link.ts";

interface LeaseOptions {
  run(script: "heartbeat" | "release", args: object): Promise<ScriptReply>;
  leaseMs: number;
  heartbeatMs: number;
  log: Logger;
  /** Rooms that the next heartbeat keeps; called when it is sent. */
  renew(): string[];
  /** What a heartbeat that was answered says, and the rooms that it kept. */
  onBeat(version: string, rooms: number, renewed: readonly string[]): void;
  /** Everything held under the last lease is given away; called once, when another one has begun. */
  onLost(): void;
}

/**
 * Keeps a lease, this instance's right to hold seats in rooms, by heartbeats and by Redis's clock. An instance that dies or hangs longer than `leaseMs` can be swept: the
 * next heartbeat of another one gives its seats away, within `leaseMs` + `heartbeatMs`. While Redis itself is away no
 * lease is lost: each instance renews its own before the others may sweep it.
 */
export async function beginLease(options: LeaseOptions) {
  const { run, leaseMs, heartbeatMs, log, renew, onBeat, onLost } = options;
  let id = randomUUID();
  let heldUntil = 0;
  let heldSince = Number.POSITIVE_INFINITY;
  let hasBegun = false;
  let isAfterLoss = false;
  let timer: NodeJS.Timeout | undefined;
  let isReleased = false;
  let underWay: Promise<void> | undefined;

  /** Under a lease that runs since long enough for every other instance to have renewed its own. */
  const maySweep = (at: number) => at < heldUntil && at - heldSince > leaseMs;

  async function beat(): Promise<void> {
    const sentAt = performance.now();
    const renewed = renew();
    const reply = await run("heartbeat", { renew: renewed, lease: id, begin: !hasBegun, sweeps: maySweep(sentAt) });
    const [outcome, version, rooms] = reply as [string, string, number];
    if (outcome === "lost") {
      log.warn({ lease: id }, "lease lost");
      id = randomUUID();
      heldUntil = 0;
      hasBegun = false;
      isAfterLoss = true;
      return beat();
    }
    if (sentAt > heldUntil) heldSince = sentAt;
    heldUntil = sentAt + leaseMs;
    hasBegun = true;
    onBeat(version, rooms, renewed);
    if (!isAfterLoss) return;
    isAfterLoss = false;
    onLost();
  }

  function schedule(): void {
    timer = setTimeout(() => {
      underWay = beat()
        .catch((err: unknown) => log.debug({ err }, "heartbeat failed"))
        .finally(() => {
          underWay = undefined;
          if (!isReleased) schedule();
        });
    }, heartbeatMs);
  }

  await beat();
  schedule();

  return {
    get id() {
      return id;
    },
    /** False while the last heartbeat that was answered is too long ago. */
    get isHeld() {
      return performance.now() < heldUntil;
    },
    /** Gives everything back at once. */
    release: async (): Promise<void> => {
      isReleased = true;
      clearTimeout(timer);
      await underWay;
      await run("release", { lease: id }).catch(() => {});
    },
  };
}
