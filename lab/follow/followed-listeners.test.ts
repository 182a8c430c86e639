import { expect, it, onTestFinished } from "vitest";
import { startBalancer } from "../../alb/balancer.ts";
import { certificateFor } from "../../alb/fixtures/certificate-for.ts";
import { createFollowedListeners } from "./followed-listeners.ts";

const listeners = (...names: string[]) =>
  names.map((name) => {
    const [protocol = "", port] = name.split(":");
    return { protocol, port: Number(port), defaultActions: [], rules: [] };
  });

async function start(hasHttps: boolean) {
  const balancer = await startBalancer({
    ...(hasHttps && { moreListeners: [{ tls: { certificates: [await certificateFor("localhost")] } }] }),
  });
  onTestFinished(() => balancer.close());
  const said: string[] = [];
  const { fit } = createFollowedListeners(balancer, (line) => void said.push(line));
  const own = balancer.state().listeners.map(({ port }) => port);
  return { balancer, said, own, fit: async (...names: string[]) => Object.fromEntries(await fit(listeners(...names))) };
}

it("the first of each protocol has the balancer's own listener, wherever it stands in the list", async () => {
  const { fit, own } = await start(true);
  expect(await fit("HTTPS:8443", "HTTPS:443", "HTTP:80")).toEqual({ "HTTPS:8443": own[1], "HTTP:80": own[0] });
});

it("an HTTPS listener alone speaks plain HTTP where there is no other, and beside an HTTP one is not played", async () => {
  const alone = await start(false);
  expect(await alone.fit("HTTPS:443")).toEqual({ "HTTPS:443": alone.own[0] });
  expect(alone.said).toEqual(["listener HTTPS:443 speaks plain HTTP here; --https adds HTTPS"]);
  const beside = await start(false);
  expect(await beside.fit("HTTPS:443", "HTTP:80")).toEqual({ "HTTP:80": beside.own[0] });
});

it("opens a further HTTP listener as it appears, and closes it as it goes", async () => {
  const { fit, own, said, balancer } = await start(false);
  expect(await fit("HTTP:80")).toEqual({ "HTTP:80": own[0] });
  const { "HTTP:8080": port } = await fit("HTTP:80", "HTTP:8080");
  expect((await fetch(`http://127.0.0.1:${port}`)).status).toBe(503);
  expect(await fit("HTTP:80", "HTTP:8080")).toEqual({ "HTTP:80": own[0], "HTTP:8080": port });
  expect(await fit("HTTP:80")).toEqual({ "HTTP:80": own[0] });
  expect(said).toEqual([`listener HTTP:8080 is at http://localhost:${port}`, "listener HTTP:8080 is gone"]);
  expect(balancer.state().listeners).toHaveLength(1);
  await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow("fetch failed");
});

it("answers 503 at its own port when that listener goes, and gives the port to the next", async () => {
  const { fit, own, said, balancer } = await start(false);
  await fit("HTTP:80");
  expect(await fit()).toEqual({});
  expect(said).toEqual([`listener HTTP:80 is gone: port ${own[0]} answers 503`]);
  expect((await fetch(balancer.url)).status).toBe(503);
  expect(await fit("HTTP:8080")).toEqual({ "HTTP:8080": own[0] });
});
