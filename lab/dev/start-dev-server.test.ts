import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { io } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startLab, type Lab } from "../start-lab.ts";
import { startDevServer, type DevServer } from "./start-dev-server.ts";

let lab: Lab;
let dev: DevServer;
beforeAll(async () => {
  lab = await startLab({ instances: 2 });
  dev = await startDevServer({ lab: lab.url, port: 0 });
}, 60_000);
afterAll(async () => {
  await dev.close();
  await lab.close();
});

test("the page comes from its sources, with hot reload", async () => {
  const html = await (await fetch(dev.url)).text();
  expect(html).toContain("/@vite/client");
  expect((await fetch(`${dev.url}/main.tsx`)).status).toBe(200);
});

test("instances report through it, in turn", async () => {
  const seen = new Set<string>();
  for (let turn = 0; turn < 4; turn++) {
    const report = (await (await fetch(`${dev.url}/api/instance?room=lobby`)).json()) as Record<string, string>;
    seen.add(report["instance"]!);
    expect(report["controlUrl"]).toBe("/lab-control");
  }
  expect([...seen].sort()).toEqual(["chat-1", "chat-2"]);
});

test("the control API answers the page that it serves, whose origin it would refuse", async () => {
  const response = await fetch(`${dev.url}/lab-control/target-group/attributes`, {
    method: "PATCH",
    headers: { Origin: dev.url },
    body: JSON.stringify({ "stickiness.enabled": "false" }),
  });
  expect(response.status).toBe(200);
  expect(lab.balancer.state().targetGroup.attributes["stickiness.enabled"]).toBe("false");
});

test.each(["websocket", "polling"])("a chat session comes up through it over %s", async (transport) => {
  lab.balancer.modifyTargetGroupAttributes({ "stickiness.enabled": "true" });
  const socket = io(dev.url, {
    transports: [transport],
    extraHeaders: { Origin: dev.url },
    forceNew: true,
    withCredentials: true,
  });
  const welcome = await new Promise((resolve, reject) => {
    socket.once("instance:welcome", resolve);
    socket.once("connect_error", reject);
  });
  socket.disconnect();
  expect(welcome).toMatchObject({ instance: expect.stringMatching(/^chat-/) });
});

test("without a lab there is a sentence, and nothing is left running", async () => {
  const taken = createServer().listen(0);
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  taken.close();
  await once(taken, "close");
  await expect(startDevServer({ lab: `http://localhost:${port}`, port: 0 })).rejects.toThrow(
    `no lab answers at http://localhost:${port}`,
  );
});
