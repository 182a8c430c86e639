import { expect, onTestFinished, test, vi } from "vitest";
import { createBrowserWindows } from "./browser-windows.ts";

/** A channel in which the test speaks for the other windows. */
function stubChannel() {
  let hear = (_event: { data: unknown }) => {};
  vi.stubGlobal(
    "BroadcastChannel",
    class {
      addEventListener = (_type: string, listener: typeof hear) => (hear = listener);
      postMessage() {}
      close() {}
    },
  );
  vi.stubGlobal("addEventListener", () => {});
  vi.stubGlobal("removeEventListener", () => {});
  vi.useFakeTimers();
  onTestFinished(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  return (id: string, was?: string) =>
    hear({
      data: {
        type: "card",
        card: { id, member: `member of ${id}`, room: "lobby", instance: "chat-1", visible: true },
        asks: false,
        ...(was === undefined ? {} : { was }),
      },
    });
}

test("a window that was reloaded is one window, though nobody heard it say goodbye", () => {
  const tell = stubChannel();
  const windows = createBrowserWindows({ read: () => null, write: () => {} });
  tell("before");
  tell("after", "before");
  expect(windows.list.value.slice(1).map(({ id }) => id)).toEqual(["after"]);
  windows.close();
});

test("twenty other windows stay known as long as they tell of themselves; one more is not taken in", () => {
  const tell = stubChannel();
  const windows = createBrowserWindows({ read: () => null, write: () => {} });
  const names = Array.from({ length: 21 }, (_, index) => `window-${index}`);
  for (let beat = 0; beat < 5; beat++) {
    for (const name of names) tell(name);
    vi.advanceTimersByTime(4_000);
  }
  expect(windows.list.value.slice(1).map(({ id }) => id)).toEqual(names.slice(0, 20));
  vi.advanceTimersByTime(20_000);
  expect(windows.list.value).toHaveLength(1);
  // They are gone, and who they were is still no other visitor.
  expect(windows.members.value).toContain("member of window-0");
  windows.close();
});
