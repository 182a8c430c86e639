import { countOf } from "../../page/count-of.ts";
import type { MoveBlock } from "./move-block.ts";
import type { MoveRow } from "./row.ts";

/** What a move did, in one line, and whether that is good news. */
export function moveSentence(room: string, block: MoveBlock): Pick<MoveRow, "sentence" | "tone"> {
  const what = {
    moved: `You moved ${block.from} → ${block.to}`,
    restarted: `${block.to} restarted with an empty memory`,
    expired: `${block.to} had forgotten #${room}, because nobody was in it`,
  }[block.cause];

  const gone: string[] = [];
  if (block.messagesGone > 0) gone.push(countOf(block.messagesGone, "message"));
  if (block.peopleGone > 0) gone.push(countOf(block.peopleGone, "person"));
  const isOne = block.messagesGone + block.peopleGone === 1;
  const parts: string[] = [];
  if (block.messagesBack > 0) {
    parts.push(`${countOf(block.messagesBack, "message")} ${block.messagesBack === 1 ? "is" : "are"} here again`);
  }
  if (gone.length > 0) parts.push(`${gone.join(" and ")} ${isOne ? "is" : "are"} gone`);
  if (parts.length > 0) {
    return { sentence: `${what}: ${parts.join("; ")}`, tone: gone.length > 0 ? "bad" : "good" };
  }
  if (block.sameVersion) return { sentence: `${what}: nothing is gone, both hold the same room`, tone: "good" };
  return { sentence: `${what}: nothing had been said in the version before`, tone: "info" };
}
