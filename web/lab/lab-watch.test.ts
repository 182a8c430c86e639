import { signal } from "@preact/signals-core";
import { expect, onTestFinished, test, vi } from "vitest";
import type { LabClient } from "./lab-client.ts";
import { UNKNOWN_LAB, type LabState, type LabTarget } from "./lab-state.ts";
import { watchLab } from "./lab-watch.ts";
import { watchInstance } from "./watch-instance.ts";

const chat1: LabTarget = {
  id: "chat-1",
  health: "healthy",
  reason: null,
  process: "running",
  connections: 0,
  requests: 0,
};

test("a restart that takes sixteen seconds, since connections are drained, is seen to its end", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const state = signal<LabState>({ ...UNKNOWN_LAB, targets: [{ ...chat1, process: "running", health: "unhealthy" }] });
  const client = {
    state,
    instancesMs: () => 45_000,
    postInstance: () => Promise.resolve({ ok: true, data: null }),
    refresh: () => Promise.resolve(),
  } as unknown as LabClient;
  const ended = watchLab(client, watchInstance({ type: "restart", instance: "chat-1" }, client, state.value));
  setTimeout(() => (state.value = { ...state.value, targets: [chat1] }), 16_000);
  await vi.advanceTimersByTimeAsync(17_000);
  expect(await ended).toEqual({ phase: "observed", sentence: "chat-1 is back, healthy, and knows nothing of before" });
});
