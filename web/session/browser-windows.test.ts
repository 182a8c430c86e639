import { expect, onTestFinished, test, vi } from "vitest";
import { createBrowserWindows } from "./browser-windows.ts";

/** A channel in which the test speaks for the other windows. */
function stubChannel() {
  const said: string[] = [];
  const happening = new Map<string, () => void>();
  let hear = (_event: { data: unknown }) => {};
  vi.stubGlobal(
    "BroadcastChannel",
    class {
      addEventListener = (_type: string, listener: typeof hear) => (hear = listener);
      postMessage = ({ type }: { type: string }) => void said.push(type);
      close() {}
    },
  );
  vi.stubGlobal("addEventListener", (type: string, listener: () => void) => void happening.set(type, listener));
  vi.stubGlobal("removeEventListener", () => {});
  vi.useFakeTimers();
  onTestFinished(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  const tell = (id: string) =>
    hear({
      data: {
        type: "card",
        card: { id, member: `member of ${id}`, room: "lobby", instance: "chat-1", visible: true },
        asks: false,
      },
    });
  return { tell, said: () => said, happen: (type: string) => happening.get(type)?.() };
}

test("a window that goes says goodbye, and nothing after it, until it is shown again", () => {
  const { said, happen } = stubChannel();
  const windows = createBrowserWindows({ read: () => null, write: () => {} });
  const hidden = { member: null, room: "lobby", instance: null, visible: false };
  happen("pagehide");
  windows.tell(hidden);
  vi.advanceTimersByTime(9_000);
  expect(said().at(-1)).toBe("bye");
  happen("pageshow");
  expect(said().at(-1)).toBe("card");
  windows.close();
});

test("twenty other windows stay known as long as they tell of themselves; one more is not taken in", () => {
  const { tell } = stubChannel();
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
