import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { expect, it, onTestFinished } from "vitest";
import type { BalancerEvent } from "../../../alb/balancer.ts";
import type { ConsoleFrame } from "../../../protocol/control/console.ts";
import { createConsoleFeed } from "./console-feed.ts";

let sequence = 0;
const event = (over: Record<string, unknown> = {}): BalancerEvent => ({
  at: Date.now(),
  sequence: (sequence += 1),
  type: "request",
  visitor: `v${sequence % 50}`,
  client: "127.0.0.1",
  sticky: "none",
  chosenBecause: "round_robin",
  named: null,
  method: "GET",
  path: `/socket.io/?EIO=4&transport=polling&sid=S${sequence % 2_000}`,
  targetId: "app-1",
  targetGroup: "chat",
  status: 200,
  ms: 2,
  reason: null,
  ...over,
});

async function start() {
  const source = new EventEmitter();
  const feed = createConsoleFeed(source, "chat");
  const server = createServer(express().get("/", feed.open)).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    feed.close();
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const frames = async function* (): AsyncGenerator<ConsoleFrame> {
    const { body } = await fetch(url);
    let text = "";
    for await (const piece of body!.pipeThrough(new TextDecoderStream())) {
      text += piece;
      for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
        const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1];
        text = text.slice(end + 2);
        if (data) yield JSON.parse(data) as ConsoleFrame;
      }
    }
  };
  return { emit: (of: BalancerEvent) => source.emit("event", of), frames };
}

it("tells of 20,000 requests in frames of a bounded size, counts the rest, and leaves no unknown session out", async () => {
  const { emit, frames } = await start();
  const stream = frames();
  expect((await stream.next()).value).toMatchObject({ requests: [], totals: { requests: 0 } });
  for (let index = 0; index < 20_000; index += 1) {
    emit(event(index === 19_000 ? { status: 400, targetId: "app-2", path: "/?transport=polling&sid=X" } : {}));
  }
  const { value: frame } = (await stream.next()) as { value: ConsoleFrame };
  expect(frame.totals).toEqual({ requests: 20_000, unknownSessions: 1 });
  expect(frame.requests.length + frame.requestsLeftOut).toBe(20_000);
  expect(frame.requests.filter(({ isUnknownSession }) => isUnknownSession)).toMatchObject([{ session: "X" }]);
  expect(frame.sessions[0]).toMatchObject({ id: "X", unknown: { target: "app-2" } });
  expect(JSON.stringify(frame).length).toBeLessThan(100_000);
  await stream.return(undefined);
});

it("tells who comes later what is still known, and answers of the balancer itself", async () => {
  const { emit, frames } = await start();
  emit(event({ type: "elb-error", targetId: null, code: 503, reason: "no target is registered" }));
  // `request` tells of this one, too.
  emit(event({ type: "elb-error", targetId: "app-1", code: 502, reason: "refused" }));
  emit(event({ type: "upgrade", status: 101, path: "/?transport=websocket&sid=W" }));
  const stream = frames();
  const { value: first } = (await stream.next()) as { value: ConsoleFrame };
  expect(first.requests.map(({ target, status }) => [target, status])).toEqual([
    [null, 503],
    ["app-1", 101],
  ]);
  emit(event({ type: "tunnel-closed", path: "/?transport=websocket&sid=W" }));
  let frame = first;
  while (frame.sessions[0]?.isWebSocketOpen !== false) frame = ((await stream.next()) as { value: ConsoleFrame }).value;
  expect(frame.sessions).toMatchObject([{ id: "W", madeBy: { target: "app-1" } }]);
  emit({ ...event(), type: "target-health" });
  while (!((await stream.next()) as { value: ConsoleFrame }).value.isStateChanged);
  await stream.return(undefined);
});
