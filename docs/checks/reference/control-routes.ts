import { z, type ZodType } from "zod";
import { ListenerPatch, ListenerRule, RulePatch } from "../../../protocol/control/listener-rules.ts";
import { OpenCookieRequest } from "../../../protocol/control/opened-cookie.ts";
import { PersonRequest, ReloadRequest, SayRequest } from "../../../protocol/control/people.ts";
import { CONTROL_REQUESTS } from "../../../protocol/control/requests.ts";

export interface ControlRoute {
  method: "get" | "post" | "patch" | "delete";
  /** As Express writes it. */
  path: string;
  does: string;
  /** What its body must be. */
  body?: ZodType;
  /** What it answers when it went well; JSON and 200 unless it says otherwise. */
  status?: number;
  answers?: string;
}

/** Every route of the control API; the test compares them with those that are served. */
export const CONTROL_ROUTES: readonly ControlRoute[] = [
  { method: "get", path: "/state", does: "the load balancer, its target groups and targets, people, the story" },
  {
    method: "get",
    path: "/console/events",
    does: "what the console shows, from now on",
    answers: "text/event-stream",
  },
  { method: "get", path: "/events", does: "everything that happens, from now on", answers: "text/event-stream" },
  { method: "get", path: "/metrics", does: "the load balancer's counts", answers: "text/plain" },
  { method: "get", path: "/traffic", does: "counts that pages draw their charts from" },
  { method: "get", path: "/http-sd", does: "where Prometheus finds instances and balancer" },
  { method: "get", path: "/access-log", does: "the newest lines of the access log", answers: "text/plain" },
  {
    method: "patch",
    path: "/load-balancer/attributes",
    does: "sets attributes of the load balancer",
    body: CONTROL_REQUESTS.attributes,
  },
  {
    method: "patch",
    path: "/target-group",
    does: "sets the health check of the application's target group",
    body: CONTROL_REQUESTS.targetGroup,
  },
  {
    method: "patch",
    path: "/target-group/attributes",
    does: "sets attributes of the application's target group",
    body: CONTROL_REQUESTS.attributes,
  },
  {
    method: "patch",
    path: "/target-groups/:name",
    does: "sets the health check of a target group",
    body: CONTROL_REQUESTS.targetGroup,
  },
  {
    method: "patch",
    path: "/target-groups/:name/attributes",
    does: "sets attributes of a target group",
    body: CONTROL_REQUESTS.attributes,
  },
  { method: "patch", path: "/listeners/:port", does: "sets a listener's default actions", body: ListenerPatch },
  { method: "post", path: "/listeners/:port/rules", does: "adds a rule", body: ListenerRule, status: 201 },
  { method: "patch", path: "/listeners/:port/rules/:priority", does: "changes a rule", body: RulePatch },
  { method: "delete", path: "/listeners/:port/rules/:priority", does: "removes a rule" },
  {
    method: "post",
    path: "/target-groups",
    does: "makes one more target group",
    body: CONTROL_REQUESTS.newTargetGroup,
    status: 201,
  },
  { method: "delete", path: "/target-groups/:name", does: "removes a target group" },
  {
    method: "post",
    path: "/target-groups/:name/targets",
    does: "registers a target in a target group",
    body: CONTROL_REQUESTS.newTarget,
    status: 201,
  },
  {
    method: "delete",
    path: "/target-groups/:name/targets/:id",
    does: "deregisters a target of a target group",
  },
  { method: "post", path: "/targets", does: "starts one more instance", status: 201 },
  { method: "post", path: "/targets/:id/deregister", does: "deregisters an instance, which then drains and stops" },
  { method: "post", path: "/targets/:id/kill", does: "kills an instance" },
  { method: "post", path: "/targets/:id/pause", does: "stops an instance from running (SIGSTOP)" },
  { method: "post", path: "/targets/:id/resume", does: "lets it run on" },
  { method: "post", path: "/targets/:id/restart", does: "starts an instance again" },
  { method: "delete", path: "/targets/:id", does: "forgets an instance that has ended" },
  { method: "get", path: "/targets/:id/stickiness-cookies", does: "the cookies of a browser that is pinned to it" },
  {
    method: "post",
    path: "/stickiness-cookies/open",
    does: "says what a cookie of this balancer says",
    body: OpenCookieRequest,
  },
  {
    method: "patch",
    path: "/lab",
    does: "moves the rooms into memory or Redis, which restarts all instances; switches affinity by room",
    body: CONTROL_REQUESTS.lab,
  },
  { method: "post", path: "/redis/kill", does: "kills the lab's own Redis" },
  { method: "post", path: "/redis/pause", does: "hangs it" },
  { method: "post", path: "/redis/resume", does: "lets it run on" },
  { method: "post", path: "/redis/restart", does: "starts it again" },
  { method: "post", path: "/people", does: "starts a simulated person", body: PersonRequest, status: 201 },
  { method: "post", path: "/people/:id/say", does: "lets a person say something", body: SayRequest },
  { method: "post", path: "/people/:id/reload", does: "reloads a person's page", body: ReloadRequest },
  { method: "post", path: "/people/:id/drop", does: "breaks a person's connection off" },
  { method: "post", path: "/people/:id/leave", does: "closes a person's window; name and cookies stay" },
  { method: "delete", path: "/people/:id", does: "ends a person" },
  { method: "get", path: "/experiment", does: "the run that is under way, or the last one" },
  { method: "post", path: "/experiment", does: "starts a run", body: CONTROL_REQUESTS.experiment },
  { method: "delete", path: "/experiment", does: "stops the run" },
  { method: "get", path: "/experiment/report", does: "the last report", answers: "text/html" },
  { method: "post", path: "/story", does: "begins the story", status: 201 },
  {
    method: "post",
    path: "/story/:id/reload",
    does: "says that its page loads itself again: the lab waits 30 s for it",
  },
  { method: "delete", path: "/story/:id", does: "ends the story; the lab is put back as it was" },
];

const ERROR = {
  description: "A sentence: the field, its value and what is allowed. Nothing was changed.",
  content: {
    "application/json": {
      schema: z.toJSONSchema(z.object({ error: z.object({ message: z.string() }) })),
    },
  },
};

/** The control API as an OpenAPI 3.1 document; the bodies come from the schemas that check them. */
export function openApi(version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const { method, path, does, body, status = 200, answers = "application/json" } of CONTROL_ROUTES) {
    const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name!);
    const at = path.replaceAll(/:(\w+)/g, "{$1}");
    paths[at] = {
      ...paths[at],
      [method]: {
        summary: does,
        ...(names.length > 0 && {
          parameters: names.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } })),
        }),
        ...(body && {
          requestBody: {
            required: true,
            content: { "application/json": { schema: z.toJSONSchema(body, { io: "input", unrepresentable: "any" }) } },
          },
        }),
        responses: { [status]: { description: "It went well.", content: { [answers]: {} } }, "4XX": ERROR },
      },
    };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Control API of a lab",
      version,
      description: "On loopback only. Requests of other origins and other host names are refused.",
    },
    servers: [{ url: "http://127.0.0.1:8001" }],
    paths,
  };
}
