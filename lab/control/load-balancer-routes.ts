import express, { type Request, type Response, type Router } from "express";
import type { AttributeError, Balancer } from "../../alb/balancer.ts";
import { ListenerPatch, ListenerRule, RulePatch } from "../../protocol/control/listener-rules.ts";
import { CONTROL_REQUESTS } from "../../protocol/control/requests.ts";
import { NotFoundError } from "../not-found-error.ts";
import { BadRequestError, readBody } from "./read-body.ts";

/** What the load balancer is set to do, for the control API: attributes, health checks, rules. A refusal changes nothing. */
export function loadBalancerRoutes(balancer: Balancer): Router {
  const router = express.Router();
  const groupOf = (name?: string) => {
    const { targetGroups } = balancer.state();
    const group = name === undefined ? targetGroups[0]! : targetGroups.find((one) => one.name === name);
    if (group) return group;
    throw new NotFoundError(
      `there is no target group "${name}"; there are ${targetGroups.map((one) => one.name).join(", ")}`,
    );
  };
  const listenerAt = (port: string) => {
    const found = /^\d{1,5}$/.test(port) ? balancer.listener(Number(port)) : null;
    if (found) return found;
    const ports = balancer.state().listeners.map((one) => one.port);
    throw new NotFoundError(`there is no listener on port ${port}; there are ${ports.join(", ")}`);
  };

  router.patch("/load-balancer/attributes", (request, response) => {
    modify(request, response, balancer.modifyLoadBalancerAttributes, () => balancer.state().loadBalancer.attributes);
  });
  for (const path of ["/target-group", "/target-groups/:name"] as const) {
    router.patch(path, (request, response) => {
      const { name } = groupOf(nameIn(request));
      const { healthCheck } = readBody(CONTROL_REQUESTS.targetGroup, request.body);
      refuse(balancer.modifyHealthCheck(healthCheck, name));
      response.json({ name, healthCheck: groupOf(name).healthCheck });
    });
    router.patch(`${path}/attributes`, (request: Request, response: Response) => {
      const { name } = groupOf(nameIn(request));
      const apply = (patch: Record<string, string>) => balancer.modifyTargetGroupAttributes(patch, name);
      modify(request, response, apply, () => groupOf(name).attributes);
    });
  }

  router.post("/target-groups", (request, response) => {
    const group = readBody(CONTROL_REQUESTS.newTargetGroup, request.body);
    refuse(balancer.createTargetGroup(group));
    response.status(201).json(groupOf(group.name));
  });
  router.delete("/target-groups/:name", (request, response) => {
    const group = groupOf(request.params.name);
    refuse(balancer.deleteTargetGroup(group.name));
    response.json(group);
  });
  router.post("/target-groups/:name/targets", (request, response) => {
    const { name, targets } = groupOf(request.params.name);
    const { id } = readBody(CONTROL_REQUESTS.newTarget, request.body);
    const known = balancer.state().targets;
    const target = known.find((one) => one.id === id);
    refuse(
      target && targets.every((one) => one.id !== id)
        ? null
        : `id is "${id}"; allowed: a target of the application that the group does not have: ${known.map((one) => one.id).join(", ")}`,
    );
    balancer.registerTarget({ id, address: target!.address, port: target!.port }, name);
    response.status(201).json(groupOf(name));
  });
  router.delete("/target-groups/:name/targets/:id", (request, response) => {
    const { name, targets } = groupOf(request.params.name);
    const { id } = request.params;
    if (targets.every((one) => one.id !== id)) throw new NotFoundError(`there is no target "${id}" in ${name}`);
    balancer.deregisterTarget(id, name);
    response.json(groupOf(name));
  });

  router.patch("/listeners/:port", (request, response) => {
    const listener = listenerAt(request.params.port);
    refuse(listener.setDefaultActions(readBody(ListenerPatch, request.body).DefaultActions));
    response.json({ DefaultActions: listener.defaultActions() });
  });
  router.post("/listeners/:port/rules", (request, response) => {
    const rule = readBody(ListenerRule, request.body);
    refuse(listenerAt(request.params.port).createRule(rule));
    response.status(201).json(rule);
  });
  router.patch("/listeners/:port/rules/:priority", (request, response) => {
    const listener = listenerAt(request.params.port);
    const priority = ruleIn(listener, request.params.priority);
    const patch = readBody(RulePatch, request.body);
    refuse(listener.modifyRule(priority, patch));
    const { Priority = priority } = patch;
    response.json(listener.rules().find((rule) => rule.Priority === Priority));
  });
  router.delete("/listeners/:port/rules/:priority", (request, response) => {
    const listener = listenerAt(request.params.port);
    refuse(listener.deleteRule(ruleIn(listener, request.params.priority)));
    response.json({ rules: listener.rules() });
  });
  return router;
}

function nameIn({ params }: Request): string | undefined {
  return typeof params["name"] === "string" ? params["name"] : undefined;
}

function ruleIn(listener: NonNullable<ReturnType<Balancer["listener"]>>, text: string): number {
  const priorities = listener.rules().map(({ Priority }) => Priority);
  const found = priorities.find((priority) => String(priority) === text);
  if (found !== undefined) return found;
  throw new NotFoundError(`there is no rule of priority ${text}; there are ${priorities.join(", ") || "none"}`);
}

/** @throws {BadRequestError} unless `why` is null: "KEY is VALUE; allowed: …". */
function refuse(why: string | null): void {
  if (why === null) return;
  const [, key, value, allowed] = /^"?(.+?)"? is (.+); allowed: (.+)$/s.exec(why) ?? [];
  throw new BadRequestError({
    message: why,
    ...(key !== undefined && { key }),
    ...(value !== undefined && { value }),
    ...(allowed !== undefined && { allowed }),
  });
}

function modify(
  request: Request,
  response: Response,
  apply: (patch: Record<string, string>) => AttributeError | null,
  attributes: () => Record<string, string>,
): void {
  const error = apply(readBody(CONTROL_REQUESTS.attributes, request.body));
  if (error) throw new BadRequestError(error);
  response.json(attributes());
}
