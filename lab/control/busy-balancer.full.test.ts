import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { startBalancer } from "../../alb/balancer.ts";
import { fixedState } from "../rooms/state-switch.ts";
import { startControlApi } from "./control-api.ts";

const CLIENTS = 50;
const REQUESTS = 7_500;

it("loses no line of the log and no event, as fast as this machine asks, while both are read", async ({ annotate }) => {
  const folder = await mkdtemp(path.join(tmpdir(), "busy-balancer-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, "access.log");
  const target = createServer((_request, response) => response.end("ok")).listen(0, "127.0.0.1");
  await once(target, "listening");
  onTestFinished(() => void target.close());
  const balancer = await startBalancer({
    targets: [`http://127.0.0.1:${(target.address() as AddressInfo).port}`],
    accessLog: { file, fileBytes: 1 << 30 },
  });
  onTestFinished(() => balancer.close());
  await balancer.ready();
  const control = await startControlApi({ port: 0, balancer, url: balancer.url, rooms: fixedState("memory", "fixed") });
  onTestFinished(() => control.close());

  const stream = (await once(get(`${control.url}/events`), "response")) as [IncomingMessage];
  const seen: { type: string; path?: string }[] = [];
  let rest = "";
  stream[0].setEncoding("utf8").on("data", (text: string) => {
    const blocks = (rest + text).split("\n\n");
    rest = blocks.pop()!;
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data !== undefined) seen.push(JSON.parse(data) as (typeof seen)[number]);
    }
  });
  onTestFinished(() => void stream[0].destroy());

  const over = new AbortController();
  const readLog = async () => {
    while (!over.signal.aborted) await (await fetch(`${control.url}/access-log`)).text();
  };
  const reading = readLog();
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  onTestFinished(() => agent.destroy());
  let next = 0;
  const ask = async () => {
    while (next < REQUESTS) {
      const [response] = (await once(get(`${balancer.url}/${next++}`, { agent }), "response")) as [IncomingMessage];
      response.resume();
      await once(response, "end");
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: CLIENTS }, ask));
  await annotate(`${Math.round((REQUESTS * 1_000) / (performance.now() - startedAt))} requests a second`);
  over.abort();
  await reading;

  const asked = Array.from({ length: REQUESTS }, (_, index) => `/${index}`).sort();
  const told = () => seen.filter(({ type }) => type === "request").map((event) => event.path!);
  await expect.poll(() => told().length, { timeout: 30_000 }).toBe(REQUESTS);
  expect(told().sort()).toEqual(asked);
  await balancer.close();
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  expect(lines.map((line) => new URL(line.split('"')[1]!.split(" ")[1]!).pathname).sort()).toEqual(asked);
}, 180_000);
