import { once } from "node:events";
import type { AddressInfo } from "node:net";
import express from "express";
import { expect, it, onTestFinished } from "vitest";
import { refuseFollowed } from "./refuse-followed.ts";

async function ask(method: string, path: string): Promise<Response> {
  const app = express().use(refuseFollowed({ url: "http://127.0.0.1:5555", loadBalancer: "chat" }));
  app.use((_request, response) => void response.json({}));
  const server = app.listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, { method });
}

it.each([
  ["PATCH", "/target-group/attributes"],
  ["PATCH", "/load-balancer/attributes"],
  ["POST", "/targets"],
  ["POST", "/targets/ip-10-42-0-4.ec2.internal/deregister"],
])("refuses %s %s, which the followed API decides, and says where to do it", async (method, path) => {
  const response = await ask(method, path);
  expect(response.status).toBe(409);
  const { error } = (await response.json()) as { error: { message: string } };
  expect(error.message).toContain('follows load balancer "chat" at http://127.0.0.1:5555');
  expect(error.message).toContain("terraform apply -var stickiness_enabled=false");
});

it.each([
  ["GET", "/state"],
  ["POST", "/targets/chat-1/kill"],
  ["POST", "/targets/chat-1/restart"],
  ["GET", "/targets/chat-1/stickiness-cookies"],
])("lets %s %s through", async (method, path) => {
  expect((await ask(method, path)).status).toBe(200);
});
