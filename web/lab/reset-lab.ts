import { onceTrue } from "../page/once-true.ts";
import type { LabClient } from "./lab-client.ts";
import { failed, type Ended } from "./lab-watch.ts";

/** As a lab starts. */
const ATTRIBUTES = {
  "stickiness.enabled": "true",
  "stickiness.lb_cookie.duration_seconds": "86400",
  "load_balancing.algorithm.type": "round_robin",
};

/** Brings the lab back to how it started, with nothing in its rooms, and says whether that was seen. */
export async function resetLab(client: LabClient): Promise<Ended> {
  const { obstacles, rooms, targets } = client.state.value;
  if (obstacles.attributes !== null) return failed(`Not from here: ${obstacles.attributes}`);
  const answer = await client.patch(ATTRIBUTES);
  if (!answer.ok) return failed(answer.sentence);
  const led = await client.leadRooms(false);
  if (!led.ok) return failed(led.sentence);
  if (rooms?.state === "redis") {
    const did = await client.keepRoomsIn("memory");
    if (!did.ok) return failed(did.sentence);
  } else if (obstacles.processes === null) {
    for (const { id } of targets) {
      const did = await client.postInstance(`/targets/${encodeURIComponent(id)}/restart`);
      if (!did.ok) return failed(did.sentence);
    }
  }
  await client.refresh();
  const isDone = await onceTrue(
    client.state,
    (lab) =>
      lab.stickiness?.enabled === true &&
      lab.rooms?.state !== "redis" &&
      lab.targets.every(({ health }) => health === "healthy"),
    client.instancesMs(),
  );
  return isDone
    ? { phase: "observed", sentence: "The lab is as it started, and its rooms are empty" }
    : { phase: "unsure", sentence: "Not every instance is healthy yet" };
}
