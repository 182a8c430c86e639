import { expect, it, onTestFinished } from "vitest";
import { startBalancer } from "../../alb/balancer.ts";
import { createInstanceGroup } from "./instance-group.ts";

it("does not wait for health for ever, and says whom it waited for", async () => {
  const balancer = await startBalancer({
    shortDurations: true,
    healthCheck: { intervalSeconds: 0.1, timeoutSeconds: 0.1 },
  });
  onTestFinished(balancer.close);
  // Nothing listens on the discard port of loopback.
  balancer.registerTarget({ id: "chat-7", address: "127.0.0.1", port: 9 });
  const group = createInstanceGroup({
    balancer,
    childGuard: { guard: () => {}, release: () => {}, remove: () => {}, close: async () => {} },
    entry: "",
    logDir: null,
    env: {},
    stopTimeoutMs: 1_000,
  });
  await expect(group.healthy(500)).rejects.toThrow(/^not healthy after 0\.5 s: chat-7 is (initial|unhealthy) \(.+\)$/);
});
