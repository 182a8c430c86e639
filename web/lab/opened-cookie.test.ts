import { signal } from "@preact/signals-core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LabClient } from "./lab-client.ts";
import { createOpenedCookie } from "./opened-cookie.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A control API whose answers come after so long; null: it fails then. */
function watch(takes: { ms: number; fails: boolean }) {
  const asked: string[] = [];
  const held = signal({ awsalb: "first", awsalbcors: null });
  const client = {
    state: signal({
      status: "ready",
      stickiness: { durationSeconds: 60 },
      targets: [{ id: "chat-1", health: "healthy" }],
    }),
    openCookie: (value: string) => {
      asked.push(value);
      const answer = takes.fails ? { ok: false } : { ok: true, data: { target: `of ${value}` } };
      return new Promise((resolve) => setTimeout(() => resolve(answer), takes.ms));
    },
  };
  return { asked, held, state: client.state, ...createOpenedCookie(held, client as unknown as LabClient) };
}

test("a question that failed is asked again, until it is answered or the page ends", async () => {
  const takes = { ms: 10, fails: true };
  const { asked, opened, close } = watch(takes);
  await vi.advanceTimersByTimeAsync(2_500);
  expect(asked).toEqual(["first", "first", "first"]);
  expect(opened.value).toBeNull();
  takes.fails = false;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(opened.value).toEqual({ value: "first", says: { target: "of first" } });
  expect(asked).toHaveLength(4);
  close();
  expect(vi.getTimerCount()).toBe(0);
});

test("an answer about a cookie that was replaced meanwhile changes nothing", async () => {
  const takes = { ms: 500, fails: false };
  const { held, opened } = watch(takes);
  await vi.advanceTimersByTimeAsync(100);
  takes.ms = 10;
  held.value = { awsalb: "second", awsalbcors: null };
  await vi.advanceTimersByTimeAsync(5_000);
  expect(opened.value?.value).toBe("second");
});

test("it is asked again when its target is no longer registered, and not for what else is new", async () => {
  const { asked, state } = watch({ ms: 10, fails: false });
  await vi.advanceTimersByTimeAsync(100);
  state.value = { ...state.value, targets: [{ id: "chat-1", health: "healthy" }] };
  await vi.advanceTimersByTimeAsync(100);
  expect(asked).toHaveLength(1);
  state.value = { ...state.value, targets: [{ id: "chat-1", health: "unused" }] };
  await vi.advanceTimersByTimeAsync(100);
  expect(asked).toHaveLength(2);
});
