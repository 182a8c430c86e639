import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";
import { startBalancer } from "../../alb/balancer.ts";
import { createRoomAffinity } from "./room-affinity.ts";

async function startInstance(id: string) {
  let status = 200;
  const server = createServer((_request, response) => response.writeHead(status).end(id)).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { target: { id, address: "127.0.0.1", port }, answer: (next: number) => (status = next) };
}

async function startThree() {
  const balancer = await startBalancer({
    shortDurations: true,
    healthCheck: { intervalSeconds: 0.1, timeoutSeconds: 2, unhealthyThresholdCount: 2, healthyThresholdCount: 2 },
    targetGroupAttributes: { "deregistration_delay.timeout_seconds": "0.1" },
  });
  onTestFinished(balancer.close);
  const changes = vi.fn<() => void>();
  const affinity = createRoomAffinity(balancer, changes);
  const instances = await Promise.all(["chat-1", "chat-2", "chat-3"].map(startInstance));
  for (const { target } of instances) balancer.registerTarget(target);
  await balancer.ready();
  const served = async (query: string) => (await fetch(`${balancer.url}/socket.io/${query}`)).text();
  /** Who answers for a room, once its group takes requests. */
  const home = async (room: string) => {
    await vi.waitFor(async () => expect(await served(`?room=${room}`)).toMatch(/^chat-/), { interval: 20 });
    return new Set(await Promise.all([1, 2, 3].map(() => served(`?room=${room}`))));
  };
  return {
    balancer,
    affinity,
    changes,
    served,
    home,
    of: (id: string) => instances.find((one) => one.target.id === id)!,
  };
}

it("leads everybody in a room to one instance, and to another when it fails, without going back", async () => {
  const { balancer, affinity, changes, served, home, of } = await startThree();
  affinity.set(true);
  const first = affinity.view()!["y"]!;
  expect(await home("lobby")).toEqual(new Set([first]));
  expect(new Set(await Promise.all([1, 2, 3].map(() => served("")))).size).toBe(3);

  of(first).answer(500);
  await vi.waitFor(() => expect(affinity.view()!["y"]).not.toBe(first), { timeout: 10_000, interval: 20 });
  const second = affinity.view()!["y"]!;
  expect(await home("lobby")).toEqual(new Set([second]));
  of(first).answer(200);
  await vi.waitFor(
    () => expect(balancer.state().targets.every(({ health }) => health.state === "healthy")).toBe(true),
    {
      timeout: 10_000,
      interval: 20,
    },
  );
  expect(affinity.view()!["y"]).toBe(second);

  balancer.deregisterTarget(second);
  expect(affinity.view()!["y"]).not.toBe(second);
  expect(changes).toHaveBeenCalledTimes(3);
});

it("is off without a trace in the rules, and has none while nobody serves", async () => {
  const { balancer, affinity, of } = await startThree();
  const rules = () => balancer.listener()!.rules().length;
  affinity.set(true);
  expect(rules()).toBeGreaterThan(7);
  affinity.set(false);
  expect([rules(), affinity.view()]).toEqual([0, null]);
  affinity.set(true);
  for (const id of ["chat-1", "chat-2", "chat-3"]) balancer.deregisterTarget(id);
  expect([rules(), affinity.view()]).toEqual([0, {}]);
  await vi.waitFor(() => expect(balancer.state().targets).toEqual([]), { timeout: 10_000, interval: 20 });
  balancer.registerTarget(of("chat-1").target);
  await vi.waitFor(() => expect(affinity.view()!["y"]).toBe("chat-1"), { timeout: 10_000, interval: 20 });
});
