import type { WalkResult } from "./walk.ts";

/** Seed, actions and false sentences of a walk, to be read by a person. */
export function reportOf({ seed, actions, falseSentences }: WalkResult): string {
  return [
    `seed ${seed}`,
    ...actions.flatMap((words, index) => [
      `  ${index + 1}. ${words}`,
      ...falseSentences
        .filter(({ after }) => after === index + 1)
        .flatMap(({ window, claim, sentence, truth, forMs }) => [
          `     FALSE for ${(forMs / 1_000).toFixed(1)} s on ${window}, ${claim}:`,
          `       it says   ${sentence}`,
          `       truth is  ${truth}`,
        ]),
    ]),
  ].join("\n");
}
