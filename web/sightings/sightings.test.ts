import { signal } from "@preact/signals-core";
import { describe, expect, it } from "vitest";
import type { InstanceReport } from "../../protocol/instance-report.ts";
import { asksForAll, pollPace } from "./sightings-poll.ts";
import { createSightings, type SightingsSubject } from "./sightings.ts";
import { createRoomLog } from "../room/messages/room-log.ts";
import { createSightingsBook } from "./sightings-book.ts";

const report = (instance: string): InstanceReport => ({
  instance,
  hostname: instance,
  bootId: "boot",
  state: "memory",
  status: "healthy",
  startedAt: 0,
  now: 0,
  connections: 1,
  rooms: [],
  controlUrl: null,
});

const QUIET = { connectedSince: 0, roomsLive: null, unknownSessions: 0, unansweredSince: null, restarting: null };

const MINE: SightingsSubject["mine"] = {
  instance: "chat-1",
  bootId: "boot",
  state: "memory",
  roomId: "a",
  self: "Ada",
  members: new Map([["Ada", { id: "Ada", name: "Ada", tabs: 1 }]]),
  messages: 0,
  lastMessage: null,
  holds: () => false,
};
const NAMES = ["chat-1", "chat-2", "chat-3"];
const KNOWN: SightingsSubject = {
  room: "lobby",
  log: null,
  mine: MINE,
  ledTo: null,
  listed: NAMES,
  ended: new Map(),
  gone: new Set<string>(),
  inService: new Set(NAMES),
  ...QUIET,
};

/** I am on chat-1, and the lab tells of three instances. */
function start(subject: Partial<SightingsSubject> = {}) {
  const book = createSightingsBook();
  const clock = signal(0);
  const sightings = createSightings(book, signal({ ...KNOWN, ...subject }), clock);
  const look = (at: number) => {
    clock.value = at;
    return sightings;
  };
  return {
    answer(names: string[], at: number) {
      for (let turn = 0; turn < 4; turn += 1) for (const name of names) book.note(report(name), "lobby", at, at);
    },
    miss: (times: number) => Array.from({ length: times }, () => book.miss()),
    marks: (at: number, id: string) => look(at).marksOf.value(id),
    kind: (at: number) => look(at).verdict.value.kind,
    sentence: (at: number) => look(at).verdict.value.sentence,
    sight: (at: number) => look(at).versions.value.map(({ instance, sight }) => `${instance} ${sight}`),
  };
}

describe("an instance in service that has not answered once", () => {
  it("is looked for, and after ten seconds said not to have been seen; nothing is claimed of everybody", () => {
    const { answer, kind, sentence, sight } = start();
    answer(["chat-1", "chat-3"], 0);
    expect(sight(0)).toEqual(["chat-1 fresh", "chat-2 unseen", "chat-3 fresh"]);
    expect(kind(0)).toBe("looking");
    answer(["chat-1", "chat-3"], 9_999);
    expect(kind(9_999)).toBe("looking");
    answer(["chat-1", "chat-3"], 12_000);
    expect(kind(12_000)).toBe("silent");
    expect(sentence(12_000)).toBe("chat-2 has not been seen for 12 s");
    answer(["chat-1", "chat-2", "chat-3"], 13_000);
    expect(kind(13_000)).toBe("one-instance");
  });

  it("is not waited for where it serves nobody: while it starts, and when it is deregistered", () => {
    const { answer, kind } = start({ inService: new Set(["chat-1", "chat-3"]) });
    answer(["chat-1", "chat-3"], 0);
    expect(kind(0)).toBe("one-instance");
  });
});

describe("instances that are being restarted with shared state", () => {
  it("are not waited for meanwhile, and what they said before does not count afterwards", () => {
    const subject = signal<SightingsSubject>({ ...KNOWN, restarting: { to: "redis", healthy: 1, all: 3 } });
    const clock = signal(0);
    const book = createSightingsBook();
    for (const name of ["chat-1", "chat-2", "chat-3"]) book.note(report(name), "lobby", 0, 0);
    const { verdict } = createSightings(book, subject, clock);
    clock.value = 20_000;
    expect(verdict.value.sentence).toBe("Restarting 3 instances with Redis: 1 of 3 healthy");
    subject.value = { ...KNOWN, roomsLive: "redis" };
    clock.value = 21_000;
    expect(verdict.value.kind).toBe("looking");
  });
});

describe("an instance in service that no longer answers", () => {
  it("is never forgotten", () => {
    const { answer, sentence } = start();
    answer(["chat-1", "chat-2", "chat-3"], 0);
    for (const at of [30_000, 60_000, 120_000]) {
      answer(["chat-1", "chat-3"], at);
      expect(sentence(at)).toBe(`chat-2 has not been seen for ${at / 1_000} s`);
    }
  });

  it("is forgotten after a minute once it is out of service", () => {
    const { answer, kind } = start({ inService: new Set(["chat-1", "chat-3"]) });
    answer(["chat-1", "chat-2", "chat-3"], 0);
    answer(["chat-1", "chat-3"], 30_000);
    expect(kind(30_000)).toBe("silent");
    answer(["chat-1", "chat-3"], 60_000);
    expect(kind(60_000)).toBe("one-instance");
  });
});

describe("questions without an answer", () => {
  it("make what was seen old, in the table and in the marks alike", () => {
    const log = createRoomLog("lobby", null);
    const member = { id: "Ada", name: "Ada", tabs: 1 };
    const message = { id: "m1", room: "lobby", roomId: "a", seq: 1, name: "Ada", member: "Ada", text: "", at: 0 };
    log.joined(
      {
        room: "lobby",
        roomId: "a",
        instance: "chat-1",
        self: member,
        members: [member],
        messages: [{ ...message, instance: "chat-1" }],
        seq: 1,
        version: "first",
        gap: false,
      },
      { bootId: "boot", at: 0 },
    );
    const { answer, miss, marks, sight } = start({ log });
    answer(["chat-1", "chat-2", "chat-3"], 5_000);
    expect(marks(5_000, "m1")).toBe("yes no no");
    miss(20);
    expect(sight(45_000)).toEqual(["chat-1 silent", "chat-2 silent", "chat-3 silent"]);
    expect(marks(45_000, "m1")).toBe("yes unknown unknown");
  });
});

describe("more instances than are remembered", () => {
  it("do not keep it looking around for ever", () => {
    const { answer, kind } = start({ inService: new Set(), listed: [] });
    const many = Array.from({ length: 70 }, (_, index) => `chat-${index + 1}`);
    answer(many, 0);
    expect(kind(0)).toBe("one-instance");
  });

  it("are asked no faster than four times a second on average, and once a second while nothing changes", () => {
    for (const known of [1, 3, 20, 64]) {
      const { roundMs, lateMs } = pollPace(known, false);
      const idle = pollPace(known, true);
      expect(roundMs / known).toBeGreaterThanOrEqual(250);
      // One round through all of them makes nobody late.
      expect(lateMs).toBeGreaterThan(roundMs * 1.15);
      expect(idle.roundMs / known).toBe(1_000);
      // Another window waits for more than the longest round: else it would ask as well.
      expect(idle.heardMs).toBeGreaterThan(idle.roundMs * 1.15);
    }
  });

  it("are asked by one window of a browser for all that look at the same room", () => {
    const card = (id: string, more: object = {}) => ({
      id,
      isThis: false,
      member: null,
      room: "lobby",
      instance: "chat-1",
      visible: true,
      ...more,
    });
    const mine = card("b", { isThis: true });
    expect(asksForAll([mine])).toBe(true);
    expect(asksForAll([mine, card("c")])).toBe(true);
    expect(asksForAll([mine, card("a")])).toBe(false);
    expect(asksForAll([mine, card("a", { visible: false })])).toBe(true);
    expect(asksForAll([mine, card("a", { room: "ops" })])).toBe(true);
  });
});
