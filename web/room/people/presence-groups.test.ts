import { expect, test } from "vitest";
import { presenceGroups } from "./presence-groups.ts";

const member = (id: string) => ({ id, name: id, tabs: 1 });
const at = (instance: string, ids: string) => ({
  instance,
  members: ids.split(" ").map((id) => ({ id, name: id })),
});
const nobody = new Set<string>();

test("I come first, then the others by name, in any case of letters", () => {
  const { withYou } = presenceGroups({
    self: "Mo",
    here: ["Zoe", "bo", "Mo", "Ada"].map(member),
    typing: new Set(["bo"]),
    elsewhere: [],
  });
  expect(withYou.map((person) => person.name)).toEqual(["Mo", "Ada", "bo", "Zoe"]);
  expect(withYou.find((person) => person.typing)?.name).toBe("bo");
});

test("a person whom another instance holds and mine does not is out of my sight, once, with every place", () => {
  const { outOfSight } = presenceGroups({
    self: "Ada",
    here: [member("Ada"), member("Cy")],
    typing: nobody,
    elsewhere: [at("chat-10", "Bo Cy"), at("chat-2", "Bo Di")],
  });
  expect(outOfSight).toEqual([
    { id: "Bo", name: "Bo", instances: ["chat-2", "chat-10"], isYou: false },
    { id: "Di", name: "Di", instances: ["chat-2"], isYou: false },
  ]);
});

test("my ghost on another instance is me, and comes last", () => {
  const { outOfSight } = presenceGroups({
    self: "Ada",
    here: [member("Ada")],
    typing: nobody,
    elsewhere: [at("chat-1", "Ada Zoe")],
  });
  expect(outOfSight.map(({ name, isYou }) => ({ name, isYou }))).toEqual([
    { name: "Zoe", isYou: false },
    { name: "Ada", isYou: true },
  ]);
});
