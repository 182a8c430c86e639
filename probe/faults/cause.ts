import { setTimeout as pause } from "node:timers/promises";
import type { Recorder } from "../experiment/history/history.ts";
import type { Person } from "../../people/person.ts";
import type { Random } from "../experiment/seeded-random.ts";
import type { Fault, FaultKind } from "./fault.ts";
import type { FaultLab } from "./fault-lab.ts";

export interface FaultScene {
  lab: FaultLab;
  people: readonly Person[];
  recorder: Recorder;
  random: Random;
}

/** A start that fails, because Redis is away, is tried again. */
const START_AGAIN_MS = 200;
const HEAL_MS = 60_000;

/**
 * Lets the faults happen, each at its time, and mends what they broke. One that finds nothing to happen to (what it
 * would hit is down already, or is the last instance that works) does not happen.
 * @returns how many of each kind happened.
 */
export async function causeFaults(faults: readonly Fault[], scene: FaultScene): Promise<Map<FaultKind, number>> {
  const begun = performance.now();
  const counts = new Map<FaultKind, number>();
  const hurt = new Set<string>();
  const underWay: Promise<void>[] = [];
  for (const fault of faults) {
    await pause(Math.max(0, begun + fault.at - performance.now()));
    const happening = start(fault, scene, hurt);
    if (!happening) continue;
    counts.set(fault.kind, (counts.get(fault.kind) ?? 0) + 1);
    underWay.push(happening);
  }
  const outcomes = await Promise.allSettled(underWay);
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed) throw failed.reason;
  await scene.lab.control.restore();
  return counts;
}

function start(fault: Fault, scene: FaultScene, hurt: Set<string>): Promise<void> | null {
  if (fault.on === "person") return hitPerson(fault, scene);
  const what = fault.on === "redis" ? "redis" : pickInstance(fault, scene, hurt);
  if (what === null || hurt.has(what)) return null;
  hurt.add(what);
  const happening = fault.on === "redis" ? hitRedis(fault, scene) : hitInstance(fault, what, scene);
  return happening.finally(() => hurt.delete(what));
}

function pickInstance({ which }: Fault, { lab }: FaultScene, hurt: ReadonlySet<string>): string | null {
  const well = lab.control.instances().filter((instance) => !hurt.has(instance));
  if (well.length === 0 || (well.length === 1 && hurt.size > 0)) return null;
  return well[Math.floor(which * well.length)] ?? null;
}

function hitPerson({ kind, which }: Fault, { people }: FaultScene): Promise<void> | null {
  const present = people.filter((person) => person.isIn());
  const victim = present[Math.floor(which * present.length)];
  if (!victim) return null;
  if (kind === "drop") victim.drop();
  else victim.vanish();
  return Promise.resolve();
}

async function hitInstance({ kind, lastsMs }: Fault, instance: string, { lab, recorder }: FaultScene): Promise<void> {
  const { control } = lab;
  const record = (what: "killed" | "draining" | "stopped" | "started" | "paused" | "resumed") =>
    recorder.record({ type: "instance", instance, what });
  if (kind === "pause") {
    record("paused");
    control.pause(instance);
    await pause(lastsMs);
    control.resume(instance);
    record("resumed");
    return;
  }
  record(kind === "kill" ? "killed" : "draining");
  if (kind === "kill") await control.kill(instance);
  if (kind === "drain") await control.drain(instance);
  if (kind === "restart") await control.stop(instance);
  record("stopped");
  if (kind !== "restart") await pause(lastsMs);
  await startAgain(instance, control);
  record("started");
}

async function startAgain(instance: string, control: FaultLab["control"]): Promise<void> {
  const deadline = performance.now() + HEAL_MS;
  for (;;) {
    try {
      await control.restart(instance);
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(START_AGAIN_MS);
    }
  }
}

async function hitRedis({ kind, lastsMs, which }: Fault, { lab, recorder, random }: FaultScene): Promise<void> {
  if (!lab.redis) return;
  const { server, relay } = lab.redis;
  const record = (what: "down" | "up") => recorder.record({ type: "adapter", what, how: kind });
  record("down");
  if (kind === "redis cut") relay.cut(which, random);
  if (kind === "redis hold") relay.hold();
  if (kind === "redis pause") server.pause();
  if (kind === "redis kill") await server.kill();
  if (kind !== "redis cut") await pause(lastsMs);
  if (kind === "redis hold") relay.release();
  if (kind === "redis pause") server.resume();
  if (kind === "redis kill") await server.start();
  record("up");
}
