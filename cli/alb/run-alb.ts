import { startBalancer, type Balancer, type TargetGroupState, type TargetState } from "../../alb/balancer.ts";
import { startControlApi, type ControlApi, type ControlledInstances } from "../../lab/control/control-api.ts";
import { NO_OBSTACLES } from "../../protocol/control/state.ts";
import { NotFoundError } from "../../lab/not-found-error.ts";
import { fixedState } from "../../lab/rooms/state-switch.ts";
import { loadFollowing, regionOf } from "../../lab/follow/load-following.ts";
import { startFailure } from "../../lab/start-failure.ts";
import { buildProgramsBeside } from "../../machine/build/build-programs-beside.ts";
import { build } from "../../machine/build/build.ts";
import { announceStandIn, sharedCookiesSentence } from "../../machine/running-stand-ins.ts";
import { UserError } from "../../machine/user-error.ts";
import { startChildGuard } from "../../machine/processes/child-guard.ts";
import { howToTrust, prepareCertificate } from "../../machine/certificates/prepare-certificate.ts";
import { closeOnSignals } from "../../machine/processes/close-on-signals.ts";
import { createCopies, type Copies } from "../../lab/instances/copies.ts";
import type { AlbOptions } from "./options.ts";
import { unhealthySentence } from "./unhealthy-sentence.ts";

/** Of the first target group, where none is named. */
type ConfiguredTarget = AlbOptions["targets"][number] & { targetGroup?: string };

const STOP_MS = 10_000;
const REPEAT_MS = 30_000;

const say = (line: string) => process.stderr.write(`${line}\n`);

/** Puts somebody's application behind the balancer until a signal ends it. */
export async function runAlb(options: AlbOptions): Promise<void> {
  const { config, port, controlPort, https, controlHost, command, instances, healthCheck, targetGroupAttributes } =
    options;
  const { follow } = options;
  const targets: ConfiguredTarget[] = config?.targets ?? options.targets;
  const closers: (() => Promise<unknown>)[] = [];
  const closing = new AbortController();
  const close = async () => {
    closing.abort();
    for (const closer of closers.splice(0).toReversed()) await closer();
  };
  const started = closeOnSignals();
  started({ close });
  try {
    const childGuard = startChildGuard();
    closers.push(() => childGuard.close());
    const certificate = https ? await prepareCertificate(https.files) : null;
    if (certificate) closers.push(async () => certificate.close());
    const followed =
      follow &&
      (await (
        await loadFollowing(() => import("../../lab/follow/follow-registered-targets.ts"))
      ).openRegisteredTargets({ ...follow, region: regionOf(process.env), say }));
    const given = followed
      ? { port, ...followed.balancer }
      : (config?.balancer ?? { port, healthCheck, targetGroupAttributes });
    const balancer = await startBalancer({
      ...given,
      ...(https &&
        certificate && {
          moreListeners: [
            ...("moreListeners" in given ? (given.moreListeners ?? []) : []),
            { port: https.port, tls: { certificates: [certificate] } },
          ],
        }),
    }).catch(async (error: unknown) => {
      await followed?.close();
      if (config && error instanceof RangeError) throw new UserError(`--config: ${error.message}`);
      throw error;
    });
    closers.push(() => balancer.close());
    if (followed) closers.push(() => followed.close());
    const complain = complainOfUnhealthy(balancer, config !== null);
    const url = `http://localhost:${balancer.port}`;
    const urls = urlsOf(balancer);
    let copies: Copies | null = null;
    const runElsewhere = "this program did not start it: do it where it runs";
    const control: ControlApi = await startControlApi({
      port: controlPort,
      controlHost,
      balancer,
      url,
      rooms: fixedState("memory", "where the application keeps its state, it alone knows"),
      stopTimeoutMs: command ? STOP_MS : null,
      ...(followed && { follows: followed.follows }),
      obstacles: {
        ...NO_OBSTACLES,
        ...(follow && { attributes: decidedBy(follow.url), drain: decidedBy(follow.url) }),
        add: follow
          ? decidedBy(follow.url)
          : "the number of copies is that of the start: --instances N, or one more --target",
        processes: command ? null : runElsewhere,
        experiment: "the experiment is its own command: sticky-rooms experiment",
        people: "simulated people speak the chat of this project, not that of another application",
      },
    });
    closers.push(() => control.close());
    say(`serving at ${urls.join(" and ")} …`);
    const secure = urls.find((one) => one.startsWith("https:"));
    if (certificate && secure) say(howToTrust(secure, certificate.caFile));
    const running = announceStandIn(url);
    closers.push(() => Promise.resolve(running.close()));
    const warning = sharedCookiesSentence(url, running.others);
    if (warning) say(warning);
    const consoleBuilt = build(say);
    // Where it fails, that is told when all the rest is ready.
    consoleBuilt.catch(() => {});
    if (command) {
      copies = createCopies({
        command,
        balancer,
        childGuard,
        startTimeoutMs: options.startTimeoutMs,
        stopTimeoutMs: STOP_MS,
        onProcess: control.tellProcess,
        onLine: (name, line) => process.stdout.write(`${name} | ${line}\n`),
      });
      const { close: closeCopies } = copies;
      closers.push(closeCopies);
      control.attach(copies);
      await copies.startAll(instances);
    } else {
      control.attach(registered(balancer, followed ? () => balancer.state().targets : () => targets));
    }
    if (followed) await followed.start(balancer);
    for (const { targetGroup, ...target } of targets) balancer.registerTarget(target, targetGroup);
    await untilHealthy(balancer, complain, closing.signal);
    if (closing.signal.aborted) return;
    await consoleBuilt;
    const building = buildProgramsBeside(say);
    closers.push(() => building.close());
    process.stdout.write(`ready ${urlsOf(balancer).join(" and ")} (control API ${control.url})\n`);
  } catch (error) {
    await close();
    const names = { port: config ? "Port in the file of --config" : "--port", controlPort: "--control-port" };
    throw startFailure(error, { controlPort, https, names, serves: "your application" });
  }
}

function urlsOf(balancer: Balancer): string[] {
  return balancer.state().listeners.map(({ protocol, port }) => `${protocol.toLowerCase()}://localhost:${port}`);
}

function decidedBy(url: string): string {
  return `the API at ${url} decides that`;
}

/** What can be done to targets that somebody else runs. */
function registered(balancer: Balancer, targets: () => readonly ConfiguredTarget[]): ControlledInstances {
  const known = (id: string) => {
    const target = targets().find((one) => one.id === id);
    if (!target) throw new NotFoundError(`there is no target "${id}"`);
    return target;
  };
  return {
    list: () => [],
    view: (id) => ({ ...known(id), process: { pid: null, state: "running", bootId: null, ended: null } }),
    deregister: (id) => balancer.deregisterTarget(id, known(id).targetGroup),
  };
}

/** Waits until it is closed: it serves already, and every 30 s says whom it waits for. */
async function untilHealthy(balancer: Balancer, complain: Complain, closing: AbortSignal): Promise<void> {
  while (!closing.aborted) {
    const waited = await balancer.ready(REPEAT_MS).then(
      () => true,
      () => false,
    );
    if (waited) return;
    for (const group of balancer.state().targetGroups) {
      for (const target of group.targets) if (target.health.state !== "healthy") complain(target, group);
    }
  }
}

type Complain = (target: TargetState, group: TargetGroupState) => void;

/** Each target that becomes unhealthy is told at once, and again at most every 30 s; failing open is told once. */
function complainOfUnhealthy(balancer: Balancer, isFromFile: boolean): Complain {
  const toldAt = new Map<string, number>();
  const failedOpen = new Set<string>();
  const complain: Complain = (target, group) => {
    const now = performance.now();
    const which = `${group.name} ${target.id}`;
    if (now - (toldAt.get(which) ?? -Infinity) < REPEAT_MS) return;
    toldAt.set(which, now);
    say(unhealthySentence(target, group, isFromFile));
  };
  balancer.events.on("event", ({ type, id, to, targetGroup }) => {
    if (type !== "target-health" || to !== "unhealthy") return;
    const { targetGroups } = balancer.state();
    const group = targetGroups.find(({ name }) => name === targetGroup);
    const target = group?.targets.find((one) => one.id === id);
    if (!group || !target) return;
    complain(target, group);
    if (failedOpen.has(group.name) || group.targets.some(({ health }) => health.state !== "unhealthy")) return;
    failedOpen.add(group.name);
    const where = targetGroups.length === 1 ? "" : ` of "${group.name}"`;
    say(`no target${where} is healthy: the balancer fails open, as ELBv2 does, and sends requests to all of them`);
  });
  return complain;
}
