import type { InstanceReport } from "../../protocol/instance-report.ts";
import { DEFAULT_REQUEST_LIMITS } from "../../protocol/limits.ts";
import { createBrowserWindows } from "./browser-windows.ts";
import { createChatConnection } from "./chat-connection.ts";
import { createChatRooms } from "./chat-rooms.ts";
import { createDeliveries } from "./deliveries.ts";
import { createInstanceSlots } from "./instance-slots.ts";
import { createLabActions } from "./lab-actions.ts";
import { createLabClient } from "./lab-client.ts";
import { labForecast } from "./lab-forecast.ts";
import { nextFrame } from "./next-frame.ts";
import type { LabState, Notice, Page, RoomState, SessionState, SightingsState, TourState } from "./page-state.ts";
import { cleanRoomName, readPageUrl, writePageUrl } from "./page-url.ts";
import { presenceGroups } from "./presence-groups.ts";
import { randomId } from "./random-id.ts";
import { createRoomSightings } from "./room-sightings.ts";
import { heldBy, type MyVersion } from "./room-versions.ts";
import { createSightingsBook } from "./sightings-book.ts";
import { startSightingsPoll } from "./sightings-poll.ts";
import { readStickinessCookies } from "./stickiness-cookies.ts";
import { createStore } from "./store.ts";
import { createTimelineLog, type NewTimelineEntry } from "./timeline-log.ts";
import { tourSteps } from "./tour-steps.ts";
import { createWindowMemory } from "./window-memory.ts";

const TICK_MS = 1_000;
const MAX_NOTICES = 3;
const NOTICE_MS = 8_000;
const TYPING_EVERY_MS = 2_000;
const TYPING_STOPS_MS = 4_000;

const EMPTY_ROOM: RoomState = {
  room: "",
  membership: "none",
  refusal: null,
  roomId: null,
  instance: null,
  self: null,
  rows: [],
  prepended: false,
  older: "none",
  firstUnreadKey: null,
  typing: [],
  showVanished: true,
  vanishedCount: 0,
  withYou: [],
  outOfSight: [],
};

/** Everything one window knows and does. It starts at once: it enters a room when it knows who and where. */
export function createPage(): Page {
  const url = readPageUrl(location.search);
  const memory = createWindowMemory();
  const person = (memory.read("local", "person") as string | null) ?? randomId();
  memory.write("local", "person", person);
  const remembered = {
    name: url.name || ((memory.read("session", "name") as string | null) ?? ""),
    offered:
      url.name ||
      ((memory.read("session", "name") as string | null) ?? (memory.read("local", "name") as string | null) ?? ""),
    rooms: (memory.read("session", "rooms") as string[] | null) ?? [],
  };
  const slots = createInstanceSlots({
    load: () => (memory.read("local", "slots") as Record<string, number> | null) ?? {},
    save: (taken) => memory.write("local", "slots", taken),
  });

  let stage: SessionState["stage"] = "form";
  let formError: SessionState["form"]["error"] = null;
  let transportChoice = url.transport;
  let limits = DEFAULT_REQUEST_LIMITS;
  let notices: readonly Notice[] = [];
  let showVanished = true;
  let asking: Pick<SightingsState, "asking" | "problem"> = { asking: "starting", problem: null };
  let typingSentAt = 0;
  let typingTimer: ReturnType<typeof setTimeout> | null = null;

  const log = createTimelineLog();
  const timeline = createStore(log.snapshot());
  const note = (entry: Omit<NewTimelineEntry, "at">): number => {
    const id = log.add({ ...entry, at: Date.now() });
    frame.ask();
    return id;
  };

  const connection = createChatConnection({
    transport: transportChoice,
    note,
    onWelcome(welcome) {
      ({ limits } = welcome);
      poll.hurry();
      void enterAll();
    },
    onLost() {
      rooms.lost();
      poll.hurry();
    },
  });
  const rooms = createChatRooms({
    connection,
    memory,
    person,
    note,
    changed: () => frame.ask(),
    onMove() {
      poll.hurry();
    },
  });
  const deliveries = createDeliveries({
    connection,
    rooms,
    note,
    amend(id, change) {
      log.amend(id, change);
      frame.ask();
    },
    changed: () => frame.ask(),
  });

  const book = createSightingsBook();
  const mine = (): MyVersion | null => {
    const here = rooms.active;
    const { status, instance, bootId, state } = connection.state.getState();
    if (!here || here.membership !== "joined" || status !== "connected" || instance === null) return null;
    const { log: held } = here;
    if (held.roomId === null) return null;
    return {
      instance,
      bootId,
      state,
      roomId: held.roomId,
      self: held.self?.id ?? null,
      members: held.members,
      messages: held.size,
      lastMessage: held.lastMessage,
      holds: held.holds,
    };
  };
  const knowledge = createRoomSightings(book, () => ({
    room: rooms.active?.log.room ?? "",
    log: rooms.active?.log ?? null,
    mine: mine(),
  }));
  const poll = startSightingsPoll({
    book,
    room: () => rooms.active?.log.room ?? (cleanRoomName(url.room) || "lobby"),
    known: () => book.all(Date.now()).length,
    onReport,
    onState(state, problem) {
      asking = { asking: state, problem };
      frame.ask();
    },
  });

  const lab = createStore<LabState>({
    status: "looking",
    controlUrl: null,
    stickiness: null,
    algorithm: null,
    state: null,
    targets: [],
    outcomes: {},
    latest: null,
    experiment: null,
  });
  const client = createLabClient({
    onReading(reading) {
      lab.set({ ...lab.getState(), ...reading });
      frame.ask();
    },
    onStatus: (status) => lab.set({ ...lab.getState(), status }),
    onExperiment: (experiment) => lab.set({ ...lab.getState(), experiment }),
  });
  const runLabAction = createLabActions({ lab, client, connection, deliveries, note, onCookies: () => frame.ask() });

  const session = createStore(sessionState());
  const room = createStore<RoomState>(EMPTY_ROOM);
  const sightings = createStore<SightingsState>({ ...knowledge.view(Date.now()), marksVersion: 0, ...asking });
  const tour = createStore<TourState>({
    dismissed: (memory.read("local", "tour-dismissed") as boolean | null) ?? false,
    steps: [],
    windows: [],
  });
  const windows = createBrowserWindows(randomId(), () => frame.ask());

  function onReport(report: InstanceReport): void {
    knowledge.invalidate();
    if (report.controlUrl) {
      if (lab.getState().controlUrl !== report.controlUrl)
        lab.set({ ...lab.getState(), controlUrl: report.controlUrl });
      client.use(report.controlUrl);
    } else if (lab.getState().status === "looking") lab.set({ ...lab.getState(), status: "none" });
    frame.ask();
  }

  async function enterAll(): Promise<void> {
    const active = rooms.active?.log.room;
    await rooms.joinAll();
    const here = active === undefined ? undefined : rooms.get(active);
    if (stage === "entering" && here) {
      if (here.membership === "joined") entered(here.log.room);
      else if (here.membership === "refused")
        backToForm(here.refusal?.code ?? "internal", here.refusal?.sentence ?? "");
    }
    frame.ask();
  }

  function entered(name: string): void {
    stage = "inside";
    formError = null;
    for (const other of remembered.rooms) if (other !== name && rooms.get(other) === undefined) void rooms.open(other);
    void rooms.open(name);
    remembered.rooms = [];
  }

  function backToForm(code: string, sentence: string): void {
    stage = "form";
    const field = code === "name-taken" ? "name" : code === "invalid" && /room/i.test(sentence) ? "room" : null;
    formError = { field: code === "invalid" && field === null ? "name" : field, sentence };
    const active = rooms.active?.log.room;
    connection.disconnect();
    if (active !== undefined) rooms.leave(active);
  }

  function enter(who: { name: string; room: string }): void {
    const name = who.name.trim();
    const target = cleanRoomName(who.room);
    formError = null;
    rooms.setName(name);
    memory.write("session", "name", name);
    memory.write("local", "name", name);
    stage = "entering";
    void rooms.open(target);
    connection.open();
    writeUrl();
    frame.ask();
  }

  function writeUrl(): void {
    const active = rooms.active?.log.room ?? "";
    history.replaceState(null, "", writePageUrl(location.href, { room: active, transport: transportChoice }));
  }

  function say(tone: Notice["tone"], sentence: string): void {
    const notice = { id: randomId(), tone, sentence };
    notices = [...notices, notice].slice(-MAX_NOTICES);
    setTimeout(() => actions.dismissNotice(notice.id), NOTICE_MS);
    frame.ask();
  }

  function sessionState(): SessionState {
    const reading = lab.getState();
    const cookie = readStickinessCookies(document.cookie);
    const entries = rooms.entries();
    return {
      stage,
      form: { name: rooms.name || remembered.offered, room: cleanRoomName(url.room) || "lobby", error: formError },
      name: rooms.name,
      limits,
      connection: connection.state.getState(),
      transportChoice,
      cookie,
      stickiness:
        reading.stickiness === null
          ? { source: "cookie", hasCookie: cookie.awsalb || cookie.awsalbcors }
          : { source: "lab", ...reading.stickiness },
      rooms: entries,
      unread: entries.reduce((sum, one) => sum + one.unread, 0),
      notices,
    };
  }

  /** Sorting a thousand names takes longer than a frame should: only when people may have changed. */
  const presence = latestFor<ReturnType<typeof presenceGroups>>();

  function roomState(now: number): RoomState {
    const here = rooms.active;
    if (!here) return EMPTY_ROOM;
    const typing = rooms.typingIn(here.log.room);
    const elsewhere = knowledge
      .others(now)
      .filter((sighting) => !book.isSilent(sighting, now))
      .flatMap((sighting) => heldBy(sighting) ?? [])
      .filter((held) => held.roomId !== here.log.roomId);
    const isIn = here.membership === "joined" && connection.isConnected;
    return {
      room: here.log.room,
      membership: here.membership,
      refusal: here.refusal,
      roomId: here.log.roomId,
      instance: here.log.instance,
      self: here.log.self,
      ...here.log.rows(showVanished),
      older: here.log.older,
      firstUnreadKey: here.firstUnreadKey,
      typing: [...typing].filter(([id]) => id !== here.log.self?.id).map(([, name]) => name),
      showVanished,
      vanishedCount: here.log.vanishedCount,
      ...presence([here.log.room, here.log.memberChanges, knowledge.version, isIn, ...typing.keys()].join(" "), () =>
        presenceGroups({
          self: here.log.self?.id ?? null,
          here: isIn ? here.log.members.values() : [],
          typing: new Set(typing.keys()),
          elsewhere,
        }),
      ),
    };
  }

  /** Whoever else is in this room, as far as is known. */
  function somebodyElse(): { name: string; instance: string | null } | null {
    const { withYou, outOfSight } = room.getState();
    const away = outOfSight.find((one) => !one.isYou);
    if (away) return { name: away.name, instance: away.instances[0] ?? null };
    const names = new Set(windows.list().map((one) => one.name));
    const here = withYou.find((one) => !one.isYou && !names.has(one.name));
    return here ? { name: here.name, instance: null } : null;
  }

  const publish = () => {
    const now = Date.now();
    const last = session.getState();
    session.set(keepParts(last, sessionState()));
    room.set(keepParts(room.getState(), roomState(now)));
    const view = knowledge.view(now);
    const before = sightings.getState();
    sightings.set(keepParts(before, { ...view, marksVersion: knowledge.marksVersion, ...asking }));
    timeline.set(log.snapshot());
    const here = rooms.active?.log;
    windows.tell({
      name: rooms.name,
      room: here?.room ?? "",
      instance: connection.isConnected ? connection.state.getState().instance : null,
    });
    tour.set(
      keepParts(tour.getState(), {
        dismissed: tour.getState().dismissed,
        windows: windows.list(),
        steps: tourSteps(
          {
            room: here?.room ?? "",
            instance: connection.isConnected ? connection.state.getState().instance : null,
            windows: windows.list(),
            somebodyElse: somebodyElse(),
            stickiness: lab.getState().stickiness?.enabled ?? null,
            instancesSeen: connection.state.getState().instancesSeen,
          },
          tour.getState().steps,
        ),
      }),
    );
    const { unread } = session.getState();
    const title = here ? `#${here.room} · Sticky Rooms` : "Sticky Rooms";
    const withUnread = unread > 0 ? `(${unread}) ${title}` : title;
    if (document.title !== withUnread) document.title = withUnread;
  };
  const frame = nextFrame(publish);

  const tick = setInterval(() => frame.ask(), TICK_MS);
  const unsubscribe = [connection.state.subscribe(() => frame.ask()), lab.subscribe(() => frame.ask())];
  const onHide = () => rooms.save();
  addEventListener("pagehide", onHide);
  const onVisible = () => {
    if (document.visibilityState === "visible") frame.ask();
  };
  document.addEventListener("visibilitychange", onVisible);

  const stopTyping = () => {
    if (typingTimer !== null) clearTimeout(typingTimer);
    typingTimer = null;
    const here = rooms.active;
    if (typingSentAt === 0 || !here || !connection.isConnected) return;
    typingSentAt = 0;
    void connection.ask("typing:set", { room: here.log.room, typing: false });
  };

  const actions: Page["actions"] = {
    enter,
    openRoom(name) {
      const target = cleanRoomName(name);
      if (target === "") return { ok: false, sentence: "A room has a name" };
      stopTyping();
      void rooms.open(target).then((outcome) => {
        if (!outcome.ok) say("bad", `#${target}: ${outcome.sentence}`);
      });
      book.clear();
      knowledge.invalidate();
      poll.hurry();
      writeUrl();
      return { ok: true };
    },
    leaveRoom(name) {
      rooms.leave(name);
      if (!rooms.active) {
        stage = "form";
        connection.disconnect();
      }
      writeUrl();
      frame.ask();
    },
    rename(name) {
      const next = name.trim();
      if (next === "") return { ok: false, sentence: "A nickname has at least one character" };
      void rooms.rename(next).then((outcome) => {
        if (outcome.ok) {
          memory.write("session", "name", next);
          memory.write("local", "name", next);
          say("good", `You are ${next} now`);
        } else say("bad", outcome.sentence);
      });
      return { ok: true };
    },
    send(text) {
      if (text.trim() === "") return { ok: false, sentence: "There is nothing to send" };
      if (text.length > limits.textLength) {
        return {
          ok: false,
          sentence: `A message has at most ${limits.textLength} characters; this one has ${text.length}`,
        };
      }
      const sent = deliveries.send(text);
      if (!sent.ok) return sent;
      typingSentAt = 0;
      if (typingTimer !== null) clearTimeout(typingTimer);
      typingTimer = null;
      return { ok: true };
    },
    retry: deliveries.retry,
    discard(id) {
      rooms.active?.log.discard(id);
      frame.ask();
    },
    typed(hasText) {
      const here = rooms.active;
      if (!here || !connection.isConnected || here.membership !== "joined") return;
      if (!hasText) return stopTyping();
      if (typingTimer !== null) clearTimeout(typingTimer);
      typingTimer = setTimeout(stopTyping, TYPING_STOPS_MS);
      if (Date.now() - typingSentAt < TYPING_EVERY_MS) return;
      typingSentAt = Date.now();
      void connection.ask("typing:set", { room: here.log.room, typing: true });
    },
    loadOlder: rooms.loadOlder,
    setShowVanished(show) {
      showVanished = show;
      frame.ask();
    },
    markRead: rooms.markRead,
    setTransport(choice) {
      if (choice === transportChoice) return;
      transportChoice = choice;
      rooms.lost();
      connection.setTransport(choice);
      writeUrl();
      frame.ask();
    },
    reconnect: connection.open,
    run(action) {
      void runLabAction(action);
    },
    startExperiment(cells) {
      void client.post("/experiment", cells === "" ? {} : { cells }).then((answer) => {
        if (!answer.ok) say("bad", answer.sentence);
      });
    },
    stopExperiment() {
      void client.remove("/experiment");
    },
    dismissNotice(id) {
      notices = notices.filter((one) => one.id !== id);
      frame.ask();
    },
    dismissTour() {
      memory.write("local", "tour-dismissed", true);
      tour.set({ ...tour.getState(), dismissed: true });
    },
    showTour() {
      memory.forget("local", "tour-dismissed");
      tour.set({ ...tour.getState(), dismissed: false });
    },
    clearTimeline() {
      log.clear();
      frame.ask();
    },
    timelineJson(kinds) {
      const { entries } = log.snapshot();
      const chosen = kinds ? entries.filter((entry) => kinds.includes(entry.kind)) : entries;
      return JSON.stringify(
        chosen.map(({ at, ...entry }) => ({ at: new Date(at).toISOString(), ...entry })),
        null,
        2,
      );
    },
  };

  if (remembered.name !== "" && (url.room !== "" || remembered.rooms.length > 0)) {
    enter({ name: remembered.name, room: url.room || remembered.rooms[0]! });
  }
  publish();

  return {
    session,
    room,
    sightings,
    timeline,
    lab,
    tour,
    actions,
    marks: knowledge.marks,
    slot: slots.slot,
    forecast(action) {
      const reading = lab.getState();
      return labForecast(action, {
        connection: connection.state.getState(),
        hasCookie: readStickinessCookies(document.cookie).awsalb,
        stickiness: reading.stickiness?.enabled ?? null,
        state: connection.state.getState().state ?? reading.state,
      });
    },
    close() {
      frame.cancel();
      clearInterval(tick);
      if (typingTimer !== null) clearTimeout(typingTimer);
      for (const end of unsubscribe) end();
      removeEventListener("pagehide", onHide);
      document.removeEventListener("visibilitychange", onVisible);
      poll.close();
      client.close();
      windows.close();
      rooms.close();
      connection.close();
    },
  };
}

/** What `make` made for this key, as long as the key is the same. */
function latestFor<T>(): (key: string, make: () => T) => T {
  let latest: { key: string; value: T } | null = null;
  return (key, make) => {
    if (latest?.key !== key) latest = { key, value: make() };
    return latest.value;
  };
}

/** `next`, with the parts of `last` that say the same; all of `last` when every part does. */
function keepParts<T extends object>(last: T, next: T): T {
  let isSame = true;
  const kept = { ...next };
  for (const key of Object.keys(next) as (keyof T)[]) {
    if (isEqual(last[key], next[key])) kept[key] = last[key];
    else isSame = false;
  }
  return isSame ? last : kept;
}

/** Deep for what is small; message rows are the same array or they are not. */
function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) && a.length > 200) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => isEqual((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}
