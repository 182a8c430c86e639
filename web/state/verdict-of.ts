import type { ChatState } from "./chat.ts";

/** One sentence on what was seen of the room. It claims nothing of instances that did not answer. */
export function verdictOf({
  room,
  reports,
  instance,
  joined,
}: Pick<ChatState, "room" | "reports" | "instance" | "joined">): {
  tone: "good" | "bad" | "unsure";
  sentence: string;
} {
  if (!joined || !instance) return { tone: "unsure", sentence: `Not in #${room} yet` };
  const holding = reports.filter((report) => {
    const [version] = report.rooms;
    return version !== undefined && (version.members.length > 0 || version.messageCount > 0);
  });
  const versions = new Set(holding.map((report) => report.rooms[0]?.id));
  if (holding.length === 0) return { tone: "unsure", sentence: "Looking at the instances …" };
  if (versions.size > 1) {
    return { tone: "bad", sentence: `#${room} is split: ${versions.size} instances hold different versions of it` };
  }
  return { tone: "good", sentence: `Everyone seen in #${room} sees the same room` };
}
