import { expect, test } from "vitest";
import { peopleApart } from "./people-apart.ts";

const version = (roomId: string, ids: string) => ({
  roomId,
  members: ids.split(" ").flatMap((id) => (id ? [{ id, name: id }] : [])),
});

test.each([
  ["nobody", [], 0],
  ["one version", [version("a", "Ada Bo")], 0],
  ["two versions with one person each", [version("a", "Ada"), version("b", "Bo")], 2],
  ["a person in both sees all, the others do not", [version("a", "Ada Bo"), version("b", "Bo Cy")], 2],
  ["an empty version hides nobody", [version("a", "Ada Bo"), version("b", "")], 0],
  ["one version at two instances is one", [version("a", "Ada"), version("a", "Bo")], 0],
  ["three versions", [version("a", "Ada"), version("b", "Bo"), version("c", "Cy Di")], 4],
])("people apart: %s", (_case, versions, apart) => {
  expect(peopleApart(versions)).toBe(apart);
});
