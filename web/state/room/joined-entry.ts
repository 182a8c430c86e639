import type { JoinedRoom } from "../../../protocol/events.ts";
import type { NewTimelineEntry } from "../timeline/timeline-log.ts";

/** What the timeline says when an instance has let this window into a room. */
export function joinedEntry(
  { room, roomId, instance, version, messages, gap }: JoinedRoom,
  { wasIn, recovered }: { wasIn: boolean; recovered: boolean },
): Omit<NewTimelineEntry, "at"> {
  const how = { same: "the same version", different: "another version", first: "" }[version];
  return {
    kind: "joined",
    level: "info",
    instance,
    text: `In #${room} on ${instance}${how && wasIn ? `: ${how} of it` : ""}`,
    detail: { room, roomId, version, messages: messages.length, gap, recovered },
  };
}
