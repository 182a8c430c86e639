import { expect, test } from "vitest";
import { SILENT_MS } from "./sightings-book.ts";
import { createUnseenInstances } from "./unseen-instances.ts";

test("an instance that never answers is looked for, and silent after a while that counts from when it was known of", () => {
  const unseen = createUnseenInstances();
  expect(unseen.at(1_000, ["chat-1"])).toEqual({ silent: [], isLooking: true });
  expect(unseen.at(2_000, ["chat-1", "chat-2"])).toEqual({ silent: [], isLooking: true });

  const { silent, isLooking } = unseen.at(1_000 + SILENT_MS, ["chat-1", "chat-2"]);
  expect(silent).toMatchObject([{ instance: "chat-1", ageSeconds: Math.floor(SILENT_MS / 1_000), silent: true }]);
  expect(isLooking).toBe(true);

  expect(unseen.at(2_000 + SILENT_MS, ["chat-1", "chat-2"])).toMatchObject({
    silent: [{ instance: "chat-1" }, { instance: "chat-2" }],
    isLooking: false,
  });
});

test("one that answered, or serves nobody any more, is waited for again when it comes back", () => {
  const unseen = createUnseenInstances();
  unseen.at(0, ["chat-1"]);
  expect(unseen.at(SILENT_MS, [])).toEqual({ silent: [], isLooking: false });
  expect(unseen.at(SILENT_MS, ["chat-1"])).toEqual({ silent: [], isLooking: true });
});
