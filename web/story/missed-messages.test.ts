import { expect, test } from "vitest";
import { missedMessages } from "./missed-messages.ts";
import type { Screen } from "./screens.ts";

const screen = (name: string, ...messages: [id: string, by: string, isGone?: boolean][]): Screen => ({
  key: name,
  name,
  who: "",
  instance: "chat-1",
  trouble: null,
  messages: messages.map(([id, by, isGone = false]) => ({
    id,
    name: by,
    text: id,
    instance: "chat-1",
    isOwn: by === name,
    isGone,
  })),
  foot: "",
});
const ada = screen("Ada", ["a1", "Ada"], ["c1", "Cy"], ["a2", "Ada"]);
const scene = ["a1", "c1", "b1", "a2"];

test.each<[what: string, of: Screen, is: ReturnType<typeof missedMessages>]>([
  ["all that was said before its own", screen("Bo", ["b1", "Bo"]), { count: 2, names: ["Ada", "Cy"] }],
  ["nothing before it has said something itself", screen("Bo"), null],
  ["nothing that it shows", screen("Bo", ["a1", "Ada"], ["c1", "Cy"], ["b1", "Bo"]), null],
  [
    "what came before only, not what may be on its way",
    screen("Bo", ["c1", "Cy"], ["b1", "Bo"]),
    {
      count: 1,
      names: ["Ada"],
    },
  ],
  ["nothing by a message that is gone", screen("Bo", ["b1", "Bo", true]), null],
])("counts %s", (_what, of, is) => {
  expect(missedMessages(of, [ada, of], scene)).toEqual(is);
});

test("I miss what another said before my newest message", () => {
  const bo = screen("Bo", ["b1", "Bo"]);
  expect(missedMessages(ada, [ada, bo], scene)).toEqual({ count: 1, names: ["Bo"] });
});
