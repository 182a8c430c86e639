import { computed, signal } from "@preact/signals-core";
import { expect, onTestFinished, test } from "vitest";
import type { ChatConnection } from "../connection/chat-connection.ts";
import type { Notices } from "../page/notices.ts";
import type { ChatRooms } from "../room/chat-rooms.ts";
import { createEnterRoom } from "./enter-room.ts";

/** A window that was in these rooms before a reload, whose first join is answered when the test says so. */
function makeWindow(roomsBefore: readonly string[]) {
  const active = signal<string | null>(null);
  let welcome = () => {};
  let answerJoins = () => {};
  const rooms = {
    active: computed(() =>
      active.value === null
        ? null
        : { log: { room: active.value }, membership: signal("joined"), refusal: signal(null) },
    ),
    name: signal(""),
    get: () => null,
    open: (room: string) => Promise.resolve((active.value = room)),
    joinAll: () => new Promise<void>((resolve) => (answerJoins = resolve)),
  } as unknown as ChatRooms;
  const connection = {
    onWelcome: (listener: () => void) => (welcome = listener),
    open: () => {},
    disconnect: () => {},
  } as unknown as ChatConnection;
  const visitor = { person: "", name: "Ada", offeredName: "Ada", rooms: roomsBefore, remember: () => {} };
  const enterRoom = createEnterRoom({ connection, rooms, visitor, notices: {} as Notices });
  onTestFinished(enterRoom.close);
  enterRoom.enter({ name: "Ada", room: "kitchen" });
  welcome();
  return { rooms, active, enterRoom, answerJoins: () => answerJoins() };
}

test("the room that one enters is the one that is looked at, also when others come back", async () => {
  const { active, enterRoom, answerJoins } = makeWindow(["lobby", "kitchen"]);
  answerJoins();
  await expect.poll(() => enterRoom.stage.value).toBe("inside");
  expect(active.value).toBe("kitchen");
});

test("a room that was opened while the first join was under way stays the one that is looked at", async () => {
  const { rooms, active, enterRoom, answerJoins } = makeWindow(["lobby", "kitchen"]);
  await rooms.open("story-1");
  answerJoins();
  await expect.poll(() => enterRoom.stage.value).toBe("inside");
  expect(active.value).toBe("story-1");
});
