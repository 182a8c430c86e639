import type { JoinedRoom } from "../../../protocol/events.ts";
import type { MoveBlock, SeenRoom } from "./move-block.ts";

const MAX_BLOCKS = 20;
const MAX_NAMES = 10;

export interface MoveLimits {
  /** Vanished messages kept in one room, all moves together; the oldest go first. */
  vanished: number;
}

/**
 * Compares what this window saw with the version of the room that it has now joined.
 *
 * Vanished is what was seen in another version (another room id) and is not among what the joined one holds. What had
 * vanished before and belongs to the joined version, or is held by it, is back.
 * @returns all moves, oldest first; the newest is this one, when there was one.
 */
export function moveDiff(
  seen: SeenRoom,
  joined: Pick<JoinedRoom, "roomId" | "instance" | "members" | "messages" | "self" | "seq">,
  now: { key: string; at: number; bootId: string | null },
  limits: MoveLimits,
): MoveBlock[] {
  const ids = new Set(joined.messages.map((message) => message.id));
  const sameVersion = seen.roomId === joined.roomId;
  const isHere = (message: { id: string; roomId: string }) => message.roomId === joined.roomId || ids.has(message.id);

  let messagesBack = 0;
  const earlier = seen.blocks.flatMap((block) => {
    const vanished = block.vanished.filter((message) => !isHere(message));
    const back = block.vanished.length - vanished.length;
    messagesBack += back;
    if (vanished.length === 0 && block.vanished.length > 0) return [];
    if (vanished.length === 0 && !sameVersion) return [];
    const afterSeq = sameVersion ? block.afterSeq : joined.seq;
    return [{ ...block, vanished, messagesGone: block.messagesGone - back, afterSeq }];
  });

  const cause = causeOf(seen, joined, now.bootId);
  if (!cause) return earlier;

  const vanished = sameVersion ? [] : seen.messages.filter((message) => !isHere(message));
  const present = new Set(joined.members.map((member) => member.id)).add(joined.self.id);
  const gone = sameVersion ? [] : seen.others.filter((person) => !present.has(person.id));
  const block: MoveBlock = {
    key: now.key,
    at: now.at,
    cause,
    from: seen.instance,
    to: joined.instance,
    afterSeq: joined.seq,
    vanished,
    // Of what is no longer kept here, nothing can be in another version: its room id is the old one.
    messagesGone: sameVersion ? 0 : seen.held - (seen.messages.length - vanished.length),
    peopleGone: gone.length,
    names: gone.slice(0, MAX_NAMES).map((person) => person.name),
    messagesBack,
    sameVersion,
  };
  return trim([...earlier, block], limits);
}

function causeOf(
  seen: SeenRoom,
  joined: { roomId: string; instance: string },
  bootId: string | null,
): MoveBlock["cause"] | null {
  if (seen.instance !== joined.instance) return "moved";
  if (seen.roomId === joined.roomId) return null;
  return seen.bootId === bootId ? "expired" : "restarted";
}

/** Keeps the newest vanished messages over all moves, and the newest moves. */
function trim(blocks: MoveBlock[], limits: MoveLimits): MoveBlock[] {
  let room = limits.vanished;
  const kept: MoveBlock[] = [];
  for (const block of blocks.slice(-MAX_BLOCKS).reverse()) {
    const vanished = room > 0 ? block.vanished.slice(-room) : [];
    room -= vanished.length;
    kept.unshift(vanished.length === block.vanished.length ? block : { ...block, vanished });
  }
  return kept;
}
