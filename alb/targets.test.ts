import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { expect, it, onTestFinished } from "vitest";
import { startBalancer } from "./balancer.ts";

async function target(name: string, status = 200): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(status).end(name)).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it("starts with its targets, of one host too, and says when they are ready", async () => {
  const targets = [await target("a"), await target("b")];
  const balancer = await startBalancer({ targets });
  onTestFinished(balancer.close);
  await balancer.ready();
  expect(balancer.state().targets.map(({ id, health }) => [id, health.state])).toEqual(
    targets.map((url) => [new URL(url).host, "healthy"]),
  );
  const answers = [await fetch(balancer.url), await fetch(balancer.url)].map((response) => response.text());
  expect((await Promise.all(answers)).sort()).toEqual(["a", "b"]);
});

it("says which is not ready, and why", async () => {
  const broken = await target("a", 500);
  const balancer = await startBalancer({ targets: [broken] });
  onTestFinished(balancer.close);
  await expect(balancer.ready(300)).rejects.toThrow(
    new RegExp(`^not healthy after 0.3 s: ${new URL(broken).host} is (initial|unhealthy) \\(.+\\)$`),
  );
});

it("refuses what is not a target, and one that is named twice, before it listens", async () => {
  await expect(startBalancer({ targets: ["ftp://a"] })).rejects.toThrow('targets: "ftp://a" is not a target; allowed:');
  await expect(startBalancer({ targets: ["a:1", "http://a:1"] })).rejects.toThrow('targets: "a:1" is named twice');
});

it("says at once that it is not ready when it is closed", async () => {
  const balancer = await startBalancer({ targets: [await target("a", 500)] });
  const [ready] = await Promise.allSettled([balancer.ready(), balancer.close()]);
  expect(ready).toMatchObject({ status: "rejected", reason: { message: "not ready: the balancer is closed" } });
});

it("refuses an option that it does not know, as JavaScript alone would not", async () => {
  const options: object = { target: ["http://127.0.0.1:1"] };
  await expect(startBalancer(options)).rejects.toThrow('"target" is not an option; allowed: accessLog,');
});
