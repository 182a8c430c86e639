import { expect, test } from "vitest";
import { splitByInstance } from "./split-by-instance.ts";

const cut = (sentence: string, instances: string[]) =>
  splitByInstance(sentence, instances).map(({ text, isInstance }) => (isInstance ? `[${text}]` : text));

test.each<[sentence: string, instances: string[], pieces: string[]]>([
  ["You are on chat-1.", ["chat-1", "chat-2"], ["You are on ", "[chat-1]", "."]],
  ["chat-12 is dead", ["chat-1", "chat-12"], ["[chat-12]", " is dead"]],
  ["Moved chat-1 → chat-2: gone", ["chat-1", "chat-2"], ["Moved ", "[chat-1]", " → ", "[chat-2]", ": gone"]],
  ["Bo on ip-10-0-1-2.ec2", ["ip-10-0-1-2.ec2"], ["Bo on ", "[ip-10-0-1-2.ec2]"]],
  ["nothing to see", ["chat-1"], ["nothing to see"]],
  ["nobody known: chat-1", [], ["nobody known: chat-1"]],
])("%s", (sentence, instances, pieces) => {
  expect(cut(sentence, instances)).toEqual(pieces);
});
