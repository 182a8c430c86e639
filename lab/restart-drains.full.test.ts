import { once } from "node:events";
import { io } from "socket.io-client";
import { expect, it, onTestFinished } from "vitest";
import type { ControlState } from "../protocol/control/state.ts";
import { startLab } from "./start-lab.ts";

it("lets an instance drain its WebSockets before a restart kills it", async () => {
  const lab = await startLab({ instances: 1, env: { DRAIN_MS: "6000" }, balancer: { shortDurations: true } });
  onTestFinished(lab.close);
  const state = (await (await fetch(`${lab.controlUrl}/state`)).json()) as ControlState;
  expect(state.lab.stopTimeoutMs).toBe(11_000);
  const socket = io(lab.url, { transports: ["websocket"], reconnection: false, forceNew: true });
  onTestFinished(() => void socket.disconnect());
  await once(socket as never, "instance:welcome");
  const stream = await fetch(`${lab.controlUrl}/events`);
  const seen = stream.body!.pipeThrough(new TextDecoderStream());
  expect((await fetch(`${lab.controlUrl}/targets/chat-1/restart`, { method: "POST" })).status).toBe(200);
  let text = "";
  for await (const part of seen) if ((text += part).includes('"to":"stopped"')) break;
  expect(text).toMatch(/"to":"stopped","ended":"exit code 0"/);
});
