import type { Verdict } from "./verdict.ts";

/** Why it is so, in three sentences at most; null where there is nothing to explain. */
export function verdictWhy(kind: Verdict["kind"], room: string, isLed: boolean): string | null {
  switch (kind) {
    case "split":
      return (
        `Each instance keeps #${room} in its own memory and tells only the people it serves. Stickiness leads you back ` +
        "to your own instance; it leads nobody else to it. Only a store that all instances share makes it one room."
      );
    case "one-instance":
      if (isLed) return `A rule compares ?room= and leads all of #${room} to one instance, with or without a cookie.`;
      return (
        "A new visitor goes to the instance whose turn it is, and you all came to the same one. With stickiness on, the " +
        "windows of one browser stay together. Somebody in another browser may land elsewhere, stickiness or not."
      );
    case "shared":
      return (
        `All instances keep #${room} in one store and tell each other what happens. That is what makes it one room. ` +
        "Sessions over polling still need stickiness: a session lives in one instance."
      );
    case "no-session":
      return (
        "This transport opens a session with several requests. Without stickiness the balancer sends each to another " +
        "instance, and a session is known only where it was opened. Stickiness, or WebSocket alone, ends this; rooms in Redis do not."
      );
    case "degraded":
      return (
        "The instances answer accepted only what Redis has taken, so while it is away they refuse, or leave open how it " +
        "ended. Once it is back, people join again by themselves and are given what they missed."
      );
    default:
      return null;
  }
}
