import type { Screen } from "./screens.ts";

/** What somebody never received of what others said. */
export interface Missed {
  count: number;
  /** Who said it, each once. */
  names: readonly string[];
}

/**
 * Messages of this scene that others see and this screen does not, as far as that is certain: a later message of its own
 * has come to it, from its own instance, so that nothing before it is on its way.
 * @param scene Ids of what was said in this scene, in the order in which it was accepted.
 */
export function missedMessages(screen: Screen, all: readonly Screen[], scene: readonly string[]): Missed | null {
  const shown = new Set(screen.messages.filter(({ isGone }) => !isGone).map(({ id }) => id));
  const own = new Set(screen.messages.filter((one) => one.isOwn && !one.isGone).map(({ id }) => id));
  const barrier = scene.findLastIndex((id) => own.has(id));
  const before = new Set(scene.slice(0, Math.max(barrier, 0)).filter((id) => !shown.has(id)));
  const known = new Map(all.flatMap(({ messages }) => messages.map((message) => [message.id, message] as const)));
  const missed = [...before].flatMap((id) => known.get(id) ?? []);
  if (missed.length === 0) return null;
  return { count: missed.length, names: [...new Set(missed.map(({ name }) => name))] };
}
