import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import type { Balancer, BalancerState } from "../../alb/balancer.ts";
import type { ProcessChange } from "../../protocol/control/events.ts";
import { OpenCookieRequest, type OpenedCookie } from "../../protocol/control/opened-cookie.ts";
import { MAX_CONTROL_BODY } from "../../protocol/control/requests.ts";
import type { ControlState, Followed, Obstacles, Target } from "../../protocol/control/state.ts";
import { answerErrors } from "./answer-errors.ts";
import { countSplitRooms } from "./count-split-rooms.ts";
import { createTraffic } from "./create-traffic.ts";
import { createConsoleFeed } from "./console/console-feed.ts";
import { consolePage } from "./console/console-page.ts";
import { createEventStream } from "./event-stream.ts";
import { experimentRoutes } from "./experiment-routes.ts";
import type { ExperimentRuns } from "./experiment-runs.ts";
import { InstanceStateError, type InstanceGroup } from "../instances/instance-group.ts";
import { loadBalancerRoutes } from "./load-balancer-routes.ts";
import { NO_OBSTACLES } from "../../protocol/control/state.ts";
import { obstacleTo } from "./obstacles.ts";
import { readBody } from "./read-body.ts";
import { refuseStrangers } from "./own-page-only.ts";
import { takeSnapshot } from "./take-snapshot.ts";
import { storyRoutes } from "./story-routes.ts";
import { createStoryLease } from "./story-lease.ts";
import { peopleRoutes } from "./people-routes.ts";
import { httpSd, metricsText } from "./prometheus.ts";
import type { People } from "../people/people-group.ts";
import { stateRoutes } from "./state-routes.ts";
import { roomGroup, type RoomAffinitySwitch } from "../rooms/room-affinity.ts";
import type { StateSwitch } from "../rooms/state-switch.ts";

export interface ControlApiOptions {
  /** Loopback, except in a container, whose ports are published on loopback. */
  host?: string;
  port: number;
  balancer: Balancer;
  /** The chat's URL; only its page may drive this API from a browser. */
  url: string;
  /** Where the rooms live. */
  rooms: StateSwitch;
  /** Whose load balancer this one plays. */
  follows?: Followed | null;
  /** What is refused (409), and why. */
  obstacles?: Obstacles;
  /** An instance that is told to stop is killed after so long; null: somebody else decides it. */
  stopTimeoutMs?: number | null;
  /** Where this API can run the experiment; else that is one of the obstacles. */
  experiments?: ExperimentRuns;
  /** Simulated people, who play the story too; else they are one of the obstacles. */
  people?: People;
  /** One more `Host` that may ask, for GET alone. */
  controlHost?: string | null;
  /** Rules that lead a room to one instance, where the application says its room in `?room=`. */
  affinity?: RoomAffinitySwitch;
  /** Whether the targets are chat instances, which tell their rooms at `/api/instance`. */
  areChatInstances?: boolean;
}

export interface ControlApi {
  url: string;
  /** The instances exist later than the API, since they are told its URL when they start. */
  attach(group: ControlledInstances): void;
  /** One more event in the order of all. */
  tellProcess(change: ProcessChange): void;
  /** Something about the simulated people has changed. */
  tellPeople(): void;
  /** The rules that lead rooms to instances are others. */
  tellAffinity(): void;
  close(): Promise<void>;
}

/** What this API asks of what runs the instances; what it lacks is one of the obstacles. */
export type ControlledInstances = Pick<InstanceGroup, "list" | "view" | "deregister"> & Partial<InstanceGroup>;

const NO_AFFINITY = "affinity by room is for the chat of the lab; POST /listeners/PORT/rules takes rules of your own";

const ACTIONS = ["deregister", "kill", "pause", "resume", "restart"] as const;

/** The balancer's control API on loopback: ELBv2's attributes, the instances, and everything that happens. */
export async function startControlApi(options: ControlApiOptions): Promise<ControlApi> {
  const {
    balancer,
    url: pageUrl,
    rooms,
    follows = null,
    obstacles = NO_OBSTACLES,
    stopTimeoutMs = null,
    controlHost = null,
    areChatInstances = false,
  } = options;
  const events = createEventStream(balancer.events, balancer.state().targetGroup.name);
  const console = createConsoleFeed(balancer.events, balancer.state().targetGroup.name);
  let group: ControlledInstances | null = null;
  const instances = (): ControlledInstances => {
    if (!group) throw new InstanceStateError("the lab is still starting");
    return group;
  };

  const able = <K extends "add" | "forget" | (typeof ACTIONS)[number]>(
    action: K,
  ): NonNullable<ControlledInstances[K]> => {
    const act = instances()[action];
    if (!act) throw new InstanceStateError(`${action} is not possible here`);
    return act;
  };

  const app = express().disable("x-powered-by").disable("etag");
  const http = createServer(app);
  http.listen(options.port, options.host ?? "127.0.0.1");
  await once(http, "listening");
  const { port } = http.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;

  app.use((request, response, next) => {
    const { method, headers } = request;
    const { host, origin, "sec-fetch-site": site, "sec-fetch-mode": mode, "sec-fetch-dest": dest } = headers;
    const asking = { method, host, origin, site, mode, dest };
    response.set({ "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" });
    // Listeners come and go.
    const pageOrigins = origin === undefined ? [] : originsOf(pageUrl, balancer);
    const refusal = refuseStrangers(asking, { controlPort: port, controlHost, pageOrigins });
    if (refusal) return void response.status(403).json({ error: { message: refusal } });
    if (origin) response.set({ "Access-Control-Allow-Origin": origin, Vary: "Origin" });
    if (request.method !== "OPTIONS") return next();
    response.set({
      "Access-Control-Allow-Methods": "GET, POST, PATCH, DELETE",
      "Access-Control-Allow-Headers": "Content-Type, Last-Event-ID",
      "Access-Control-Max-Age": "600",
    });
    response.status(204).end();
  });
  app.use(express.json({ limit: MAX_CONTROL_BODY, type: () => true }));
  app.use((request, response, next) => {
    const message = obstacleTo(request.method, request.path, obstacles);
    if (message === null) return next();
    response.status(409).json({ error: { message } });
  });

  app.use(consolePage());
  app.get("/console/events", console.open);
  app.get("/state", (_request, response) => {
    response.json(labState());
  });
  app.get("/events", (request, response) => {
    const { story: id } = request.query;
    if (typeof id === "string") response.on("close", story.hold(id));
    events.open(request, response);
  });
  app.get("/metrics", async (_request, response) => {
    const { targets } = labState();
    const asked = areChatInstances ? targets.filter(({ health }) => health.state !== "unused") : [];
    const splitRooms = await countSplitRooms(asked);
    response.type("text/plain; version=0.0.4").send(metricsText({ ...labState(), splitRooms }));
  });
  const traffic = createTraffic({
    balancer,
    targets: () => labState().targets,
    unknownSessions: () => console.totals().unknownSessions,
    areChatInstances,
  });
  app.get("/traffic", async (_request, response) => {
    response.json(await traffic());
  });
  app.get("/http-sd", (request, response) => {
    response.json(httpSd(labState().targets, request.headers.host ?? `127.0.0.1:${port}`));
  });
  app.get("/access-log", (_request, response) => {
    const lines = balancer.accessLog();
    response.type("text/plain").send(lines.length > 0 ? `${lines.join("\n")}\n` : "");
  });

  app.use(loadBalancerRoutes(balancer));

  app.post("/targets", async (_request, response) => {
    const id = await able("add")();
    response.status(201).json(targetView(id));
  });
  for (const action of ACTIONS) {
    app.post(`/targets/:id/${action}`, async (request, response) => {
      const { id } = request.params;
      await able(action)(id);
      response.json(targetView(id));
    });
  }
  app.delete("/targets/:id", (request, response) => {
    const { id } = request.params;
    const view = targetView(id);
    able("forget")(id);
    response.json(view);
  });
  app.get("/targets/:id/stickiness-cookies", (request, response) => {
    instances().view(request.params.id);
    const cookies = balancer.issueStickinessCookies(request.params.id);
    if (!cookies) throw new InstanceStateError(`${request.params.id} is not registered`);
    response.json(cookies);
  });

  app.post("/stickiness-cookies/open", (request, response) => {
    const { cookie } = readBody(OpenCookieRequest, request.body);
    response.json(balancer.openStickinessCookie(cookie) satisfies OpenedCookie);
  });

  const { experiments, people, affinity } = options;
  const roomAffinity = () => affinity?.view() ?? null;
  app.use(stateRoutes(rooms, obstacles.attributes ?? affinity ?? NO_AFFINITY));
  const tellLab = () => events.announce("lab", { ...rooms.view(), roomAffinity: roomAffinity() });
  rooms.onChange(tellLab);
  if (people) app.use(peopleRoutes(people));
  const story = createStoryLease({
    takeSnapshot: () => {
      if (!people || !affinity || !isComplete(group)) throw new InstanceStateError("the lab is still starting");
      const putBack = takeSnapshot({ balancer, rooms, group, people, affinity });
      affinity.set(false);
      return putBack;
    },
    onChange: () => events.announce("story", { story: story.view() }),
  });
  app.use(storyRoutes(story));
  if (experiments) {
    app.use(experimentRoutes(experiments));
    experiments.onChange(() => {
      const { state, sentence } = experiments.view();
      events.announce("experiment", { state, sentence });
    });
  }

  app.use((request, response) => {
    response.status(404).json({ error: { message: `there is no ${request.method} ${request.path}` } });
  });
  app.use(answerErrors);

  function labState(): ControlState {
    const balancerState = balancer.state();
    const views = group?.list() ?? [];
    const registered = new Set(balancerState.targets.map((target) => target.id));
    const gone = views
      .filter((view) => !registered.has(view.id))
      .map(({ id, address, port: at }) => unregistered(id, address, at));
    return {
      ...balancerState,
      targets: [...balancerState.targets, ...gone].sort(byName).map((target) => ({
        ...withRoomGroup(target, balancerState),
        process: views.find((view) => view.id === target.id)?.process ?? null,
      })),
      people: people?.list() ?? [],
      story: story.view(),
      lab: {
        ...rooms.view(),
        roomAffinity: roomAffinity(),
        obstacles,
        follows,
        url: pageUrl,
        controlUrl: url,
        stopTimeoutMs,
      },
    };
  }
  const targetView = (id: string) => labState().targets.find((target) => target.id === id);

  return {
    url,
    attach: (attached) => {
      group = attached;
    },
    tellProcess(change) {
      events.process(change);
      console.stateChanged();
    },
    tellAffinity: tellLab,
    tellPeople: () => events.announce("people", { people: options.people?.list() ?? [] }),
    close: async () => {
      story.close();
      console.close();
      events.close();
      const closed = once(http, "close");
      http.close();
      http.closeAllConnections();
      await closed;
    },
  };
}

/** Where the application's page may come from: its URL, and every listener. */
function originsOf(pageUrl: string, balancer: Balancer): string[] {
  const listeners = balancer
    .state()
    .listeners.map(({ protocol, port }) => `${protocol.toLowerCase()}://localhost:${port}`);
  const origins = [pageUrl, ...listeners].flatMap((url) =>
    ["localhost", "127.0.0.1"].map((host) => Object.assign(new URL(url), { hostname: host }).origin),
  );
  return [...new Set(origins)];
}

function isComplete(group: ControlledInstances | null): group is InstanceGroup {
  return group?.restartAll !== undefined;
}

/** What reached an instance by the rules of its rooms reached it as well. */
function withRoomGroup(target: Omit<Target, "process">, { targetGroups }: BalancerState): Omit<Target, "process"> {
  const group = targetGroups.find(({ name }) => name === roomGroup(target.id));
  const same = group?.targets.find(({ id }) => id === target.id);
  if (!same) return target;
  const { connections, requestsInFlight, requests } = same;
  return {
    ...target,
    connections: target.connections + connections,
    requestsInFlight: target.requestsInFlight + requestsInFlight,
    requests: target.requests + requests,
  };
}

function byName(a: { id: string }, b: { id: string }): number {
  return a.id.localeCompare(b.id, "en", { numeric: true });
}

/** A target that the target group does not hold, as DescribeTargetHealth tells of one that is asked for by its id. */
function unregistered(id: string, address: string, port: number): Omit<Target, "process"> {
  const health = { state: "unused" as const, reason: "Target.NotRegistered", description: "Target is not registered" };
  return { id, address, port, health, connections: 0, requestsInFlight: 0, requests: 0 };
}
