import { describe, expect, test } from "vitest";
import type { DisplayMessage } from "./delivery.ts";
import type { Row } from "./row.ts";
import { createRowList } from "./row-list.ts";

const DAY = 86_400_000;
const startOfDay = (at: number) => at - (at % DAY);
const message = (id: string, name: string, at: number, instance: string | null = "chat-1"): DisplayMessage => ({
  id,
  room: "lobby",
  roomId: "a",
  seq: 1,
  name,
  member: name,
  text: id,
  instance,
  at,
});
const plain = { own: false, delivery: null };
const outline = (rows: readonly Row[]) =>
  rows.map((row) => (row.kind === "message" ? `${row.startsGroup ? "+" : " "}${row.key}` : row.kind));

describe("the message list", () => {
  const table: [behaviour: string, messages: DisplayMessage[], outline: string[]][] = [
    ["begins with its day", [message("m1", "Ada", 0)], ["day", "+m1"]],
    [
      "groups a run by one person",
      [message("m1", "Ada", 0), message("m2", "Ada", 1000), message("m3", "Bo", 2000)],
      ["day", "+m1", " m2", "+m3"],
    ],
    ["ends a run after five minutes", [message("m1", "Ada", 0), message("m2", "Ada", 300_000)], ["day", "+m1", "+m2"]],
    [
      "ends a run where another instance accepted",
      [message("m1", "Ada", 0), message("m2", "Ada", 1, "chat-2")],
      ["day", "+m1", "+m2"],
    ],
    [
      "goes on with a run while a message is not accepted",
      [message("m1", "Ada", 0), message("m2", "Ada", 1, null)],
      ["day", "+m1", " m2"],
    ],
    ["separates days", [message("m1", "Ada", DAY - 1), message("m2", "Ada", DAY)], ["day", "+m1", "day", "+m2"]],
    [
      "never goes back a day when clocks differ",
      [message("m1", "Ada", DAY), message("m2", "Bo", DAY - 1), message("m3", "Cy", DAY + 1)],
      ["day", "+m1", "+m2", "+m3"],
    ],
  ];
  test.each(table)("%s", (_behaviour, messages, expected) => {
    const list = createRowList(startOfDay);
    for (const one of messages) list.message(one, plain);
    expect(outline(list.rows)).toEqual(expected);
  });

  test("says a name again in a long run", () => {
    const list = createRowList(startOfDay);
    for (let at = 0; at < 21; at++) list.message(message(`m${at}`, "Ada", at), plain);
    const named = list.rows.flatMap((row) => (row.kind === "message" && row.startsGroup ? [row.key] : []));
    expect(named).toEqual(["m0", "m10", "m20"]);
  });

  test("keeps what vanished apart from what is there, and says what a move did", () => {
    const list = createRowList(startOfDay);
    list.message(message("v1", "Ada", DAY), { ...plain, vanished: true });
    const counts = { messagesGone: 1, peopleGone: 0, names: [], messagesBack: 0, sameVersion: false };
    const block = { key: "k", at: DAY + 2, cause: "moved", from: "chat-2", to: "chat-1", afterSeq: 1 } as const;
    list.move("lobby", { ...block, vanished: [], ...counts });
    list.message(message("m2", "Ada", DAY + 3), plain);
    expect(outline(list.rows)).toEqual(["day", "+v1", "move", "+m2"]);
    expect(list.rows[2]).toMatchObject({ sentence: "You moved chat-2 → chat-1: 1 message is gone", tone: "bad" });
  });

  test("says several who came in one line", () => {
    const list = createRowList(startOfDay);
    list.notice({ key: "n", at: 0, afterSeq: 0, what: "joined", names: ["Ada", "Bo", "Cy"], count: 15 });
    expect(list.rows.at(-1)).toMatchObject({ sentence: "Ada, Bo, Cy and 12 others joined" });
  });
});
