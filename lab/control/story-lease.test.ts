import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createStoryLease } from "./story-lease.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function make() {
  const told: (string | undefined)[] = [];
  let restored = 0;
  let finish = () => {};
  const lease = createStoryLease({
    takeSnapshot: () => () =>
      new Promise<void>((resolve) => {
        restored += 1;
        finish = resolve;
      }),
    onChange: () => told.push(lease.view()?.state),
  });
  return { lease, told, restored: () => restored, finish: () => finish() };
}

it("puts the lab back when nobody opens its stream", async () => {
  const { lease, told, restored, finish } = make();
  lease.begin();
  await vi.advanceTimersByTimeAsync(4_999);
  expect(restored()).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(restored()).toBe(1);
  expect(() => lease.begin()).toThrow("the lab is being put back");
  finish();
  await vi.advanceTimersByTimeAsync(0);
  expect(told).toEqual(["playing", "restoring", undefined]);
  lease.begin();
});

it("lasts as long as a stream is open, and over a short gap", async () => {
  const { lease, restored } = make();
  const { id } = lease.begin();
  const close = lease.hold(id);
  await vi.advanceTimersByTimeAsync(60_000);
  close();
  await vi.advanceTimersByTimeAsync(4_000);
  const closeSecond = lease.hold(id);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(restored()).toBe(0);
  closeSecond();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(restored()).toBe(1);
});

it("waits longer when its page said that it loads itself again, once", async () => {
  const { lease, restored } = make();
  const { id } = lease.begin();
  const close = lease.hold(id);
  lease.reloads(id);
  close();
  await vi.advanceTimersByTimeAsync(29_000);
  const closeSecond = lease.hold(id);
  expect(restored()).toBe(0);
  closeSecond();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(restored()).toBe(1);
});

it("puts nothing back when the lab ends, which closes its stream as well", async () => {
  const { lease, restored } = make();
  const closeStream = lease.hold(lease.begin().id);
  lease.close();
  closeStream();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(restored()).toBe(0);
});

it("may be held again after the lab could not be put back", async () => {
  const lease = createStoryLease({
    takeSnapshot: () => () => Promise.reject(new Error("chat-1 does not start")),
    onChange: () => {},
  });
  lease.begin();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(lease.view()).toBeNull();
  lease.begin();
});

it("is one at a time, and says since when", () => {
  vi.setSystemTime(new Date(2026, 0, 1, 10, 7, 24));
  const { lease } = make();
  lease.begin();
  expect(() => lease.begin()).toThrow("another page plays the story, since 10:07:24");
});

it("ends once, and is not known any more", async () => {
  const { lease, restored, finish } = make();
  const { id } = lease.begin();
  const [first, second] = [lease.end(id), lease.end(id)];
  finish();
  await Promise.all([first, second]);
  expect(restored()).toBe(1);
  expect(() => lease.hold(id)).toThrow(`there is no story "${id}"`);
  await expect(lease.end(id)).rejects.toThrow("there is no story");
});
