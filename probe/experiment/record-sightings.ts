import type { Recorder } from "./history/history.ts";
import type { MeasuredLab } from "./measured-lab.ts";

/** Writes down what each instance that answers says about the room. */
export async function recordSightings(lab: MeasuredLab, room: string, { record }: Recorder): Promise<void> {
  for (const { instance, rooms } of await lab.reports(room)) {
    const [version] = rooms;
    const members = version?.members.map(({ name }) => name).sort() ?? [];
    record({ type: "sighting", instance, roomId: version?.id ?? null, members, messages: version?.messageIds ?? [] });
  }
}
