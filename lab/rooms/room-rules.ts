import { createHash } from "node:crypto";
import type { ListenerRule } from "../../alb/listener-rules/rule.ts";
import type { RoomAffinity } from "../../protocol/control/state.ts";

/** Last of all rules: what somebody else adds comes before. */
const FIRST_PRIORITY = 40_000;
/** Rule R10.8. */
const MAX_VALUES = 5;

const CHARACTERS = Array.from("abcdefghijklmnopqrstuvwxyz0123456789");

/**
 * Which instance has which rooms, by the last character of a room's name in a URL; `*` stands for every other one. An
 * instance that still serves keeps what it had; what others had, or nobody, goes to those that serve, the same way each time.
 * @param serving not none.
 */
export function dealRooms(serving: readonly string[], before: RoomAffinity): RoomAffinity {
  return Object.fromEntries(
    [...CHARACTERS, "*"].map((character) => {
      const had = before[character];
      return [character, had !== undefined && serving.includes(had) ? had : highest(serving, character)];
    }),
  );
}

/** Rendezvous hashing: when one instance is gone, only what it had moves. */
function highest(serving: readonly string[], character: string): string {
  const score = (instance: string) => createHash("sha256").update(`${character} ${instance}`).digest("hex");
  return serving.reduce((best, one) => (score(one) > score(best) ? one : best));
}

/** Whether it is one of `roomRules`. */
export function isRoomRule({ Priority }: Pick<ListenerRule, "Priority">): boolean {
  return Priority >= FIRST_PRIORITY;
}

/**
 * The nearest to affinity by room that ELBv2 has: it cannot hash, but a rule can compare the end of `?room=` and forward to
 * a target group of one target.
 */
export function roomRules(affinity: RoomAffinity, groupOf: (instance: string) => string): ListenerRule[] {
  const { "*": other, ...rooms } = affinity;
  const instances = [...new Set(Object.values(rooms))].sort();
  const rules = instances.flatMap((instance) => {
    const own = Object.keys(rooms).filter((character) => rooms[character] === instance);
    const count = Math.ceil(own.length / MAX_VALUES);
    return Array.from({ length: count }, (_, index) => ({
      instance,
      values: own.slice(index * MAX_VALUES, (index + 1) * MAX_VALUES).map((character) => `*${character}`),
    }));
  });
  // The last one takes what none of the others did.
  if (other !== undefined) rules.push({ instance: other, values: ["*"] });
  return rules.map(({ instance, values }, index) => ({
    Priority: FIRST_PRIORITY + index,
    Conditions: [
      { Field: "query-string", QueryStringConfig: { Values: values.map((Value) => ({ Key: "room", Value })) } },
    ],
    Actions: [{ Type: "forward", ForwardConfig: { TargetGroups: [{ TargetGroupArn: groupOf(instance) }] } }],
  }));
}
