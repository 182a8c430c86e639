import { expect, test } from "vitest";
import { createStreamTail } from "./stream-tail.ts";

const packet = (text: string, rooms: string[], except: string[] = []) =>
  JSON.stringify({ packet: { data: ["said", text] }, opts: { rooms, except } });

function filled(limits = { packets: 100, bytes: 100_000 }) {
  const tail = createStreamTail(limits);
  tail.add("9-0", packet("a", ["lobby"]));
  tail.add("10-0", packet("b", ["ops"]));
  tail.add("10-1", packet("c", []));
  tail.add("10-2", packet("d", ["lobby"], ["me"]));
  tail.add("10-10", packet("e", ["lobby", "ops"]));
  return tail;
}

test.each([
  ["9-0", ["lobby"], ["c", "d", "e"]],
  ["9-0", ["me", "lobby"], ["c", "e"]],
  ["10-1", ["ops"], ["e"]],
  ["10-10", ["lobby"], []],
  ["10-3", ["lobby"], null],
  ["8-0", ["lobby"], null],
  ["nonsense", ["lobby"], null],
])("after %s, somebody in %j missed %j", (id, rooms, texts) => {
  expect(
    filled()
      .missed(id, rooms)
      ?.map(([, text]) => text) ?? null,
  ).toEqual(texts);
});

test("each packet ends with its id, once, however many ask", () => {
  const tail = filled();
  for (const _ of [1, 2, 3]) expect(tail.missed("10-2", ["ops"])).toEqual([["said", "e", "10-10"]]);
});

test.each([[{ packets: 4, bytes: 100_000 }], [{ packets: 100, bytes: 300 }]])(
  "within %j the older half is forgotten",
  (limits) => {
    const tail = filled(limits);
    expect(tail.missed("9-0", ["lobby"])).toBe(null);
    expect(tail.missed("10-2", ["lobby"])).toHaveLength(1);
  },
);
