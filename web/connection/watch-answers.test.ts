import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ChatConnection } from "./chat-connection.ts";
import { createAnswerWatch } from "./watch-answers.ts";

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("addEventListener", () => {});
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A connection whose answers take so long; null: none comes. */
function connectionThat(takes: { ms: number | null }) {
  const told: (number | null)[] = [];
  const now = { value: { unansweredSince: null as number | null } };
  const connection = {
    isConnected: true,
    now,
    answers: (ms: number) =>
      new Promise<boolean>((resolve) => {
        const isInTime = takes.ms !== null && takes.ms <= ms;
        setTimeout(() => resolve(isInTime), isInTime ? takes.ms! : ms);
      }),
    unanswered(since: number | null) {
      if (since !== now.value.unansweredSince) told.push(since);
      now.value.unansweredSince = since;
    },
  };
  const askElsewhere = vi.fn<() => void>();
  const watch = createAnswerWatch(connection as unknown as ChatConnection, askElsewhere);
  return { watch, connection, now, told, askElsewhere };
}

test("says nothing while answers come soon", async () => {
  const { watch, told } = connectionThat({ ms: 600 });
  watch.probe();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(told).toEqual([]);
});

test("without an answer says so from the question on, within a second, until one comes", async () => {
  const takes: { ms: number | null } = { ms: null };
  const { watch, now } = connectionThat(takes);
  const askedAt = Date.now();
  watch.probe();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(now.value.unansweredSince).toBe(askedAt);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(now.value.unansweredSince).toBe(askedAt);
  takes.ms = 10;
  await vi.advanceTimersByTimeAsync(4_010);
  expect(now.value.unansweredSince).toBeNull();
});

test("an answer that comes late is one: a slow network is called unanswered once, and not for longer than it is", async () => {
  const { watch, now, told } = connectionThat({ ms: 800 });
  watch.probe();
  await vi.advanceTimersByTimeAsync(700);
  expect(now.value.unansweredSince).not.toBeNull();
  await vi.advanceTimersByTimeAsync(100);
  expect(now.value.unansweredSince).toBeNull();
  for (let round = 0; round < 5; round += 1) {
    watch.probe();
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(told).toHaveLength(2);
});

test("without a connection it finds out elsewhere whether anything answers, as soon as an answer is late", async () => {
  const { watch, connection, askElsewhere } = connectionThat({ ms: 10 });
  watch.expect(new Promise(() => {}), () => {});
  await vi.advanceTimersByTimeAsync(200);
  expect(askElsewhere).not.toHaveBeenCalled();
  connection.isConnected = false;
  watch.expect(new Promise(() => {}), () => {});
  await vi.advanceTimersByTimeAsync(199);
  expect(askElsewhere).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(askElsewhere).toHaveBeenCalledOnce();
});
