import { expect, it, onTestFinished } from "vitest";
import { startLab } from "../start-lab.ts";

it("puts back an instance that was killed as a new target: one passed check makes it healthy", async () => {
  const lab = await startLab({ instances: 2 });
  onTestFinished(() => lab.close());
  const post = async (path: string) => (await fetch(`${lab.controlUrl}${path}`, { method: "POST" })).json();
  const events: string[] = [];
  lab.balancer.events.on("event", ({ type, id, to }: { type: string; id?: string; to?: string }) => {
    if (id === "chat-2" && type.startsWith("target-")) events.push([type, to].filter(Boolean).join(" "));
  });
  const { id } = (await post("/story")) as { id: string };
  await post("/targets/chat-2/kill");
  await fetch(`${lab.controlUrl}/story/${id}`, { method: "DELETE" });
  await lab.balancer.ready();
  expect([...new Set(events)]).toEqual(["target-health unused", "target-registered", "target-health healthy"]);
});
