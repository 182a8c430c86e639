import { DEFAULT_REQUEST_LIMITS } from "../../protocol/limits.ts";
import { createChatConnection } from "./connection/chat-connection.ts";
import { readStickinessCookies } from "./connection/stickiness-cookies.ts";
import { createInstanceSlots } from "./instances/instance-slots.ts";
import { cookieProspect } from "./lab/cookie-prospect.ts";
import { deadInstances } from "./lab/dead-instances.ts";
import { instancesInService } from "./lab/instances-in-service.ts";
import { createLabActions } from "./lab/lab-actions.ts";
import { createLabClient } from "./lab/lab-client.ts";
import { labForecast } from "./lab/lab-forecast.ts";
import { UNKNOWN_LAB, type LabState } from "./lab/lab-state.ts";
import { nextFrame } from "./next-frame.ts";
import { createPageActions } from "./page-actions.ts";
import { createPageStores } from "./page-stores.ts";
import type { Page } from "./page.ts";
import { randomId } from "./random-id.ts";
import { createChatRooms } from "./room/chat-rooms.ts";
import { createDeliveries } from "./room/deliveries.ts";
import { createMyTyping } from "./room/my-typing.ts";
import { createEntrance } from "./session/entrance.ts";
import { createNotices } from "./session/notices.ts";
import { createVisitor } from "./session/visitor.ts";
import { myVersion } from "./sightings/my-version.ts";
import { createRoomSightings } from "./sightings/room-sightings.ts";
import { createSightingsBook } from "./sightings/sightings-book.ts";
import { startSightingsPoll } from "./sightings/sightings-poll.ts";
import type { SightingsState } from "./sightings/sightings-state.ts";
import { createStore } from "./store.ts";
import { createTimelineLog, type NewTimelineEntry } from "./timeline/timeline-log.ts";
import { createBrowserWindows } from "./tour/browser-windows.ts";
import { cleanRoomName, readPageUrl, writePageUrl } from "./window/page-url.ts";
import { createWindowMemory } from "./window/window-memory.ts";

const TICK_MS = 1_000;

/** Everything one window knows and does. It starts at once: it enters a room when it knows who and where. */
export function createPage(): Page {
  const url = readPageUrl(location.search);
  const offeredRoom = cleanRoomName(url.room) || "lobby";
  const memory = createWindowMemory();
  const visitor = createVisitor(memory, url);
  const slots = createInstanceSlots({
    load: () => (memory.read("local", "slots") as Record<string, number> | null) ?? {},
    save: (taken) => memory.write("local", "slots", taken),
  });
  let transportChoice = url.transport;
  let limits = DEFAULT_REQUEST_LIMITS;
  let showVanished = true;
  let tourDismissed = (memory.read("local", "tour-dismissed") as boolean | null) ?? false;
  let asking: Pick<SightingsState, "asking" | "problem"> = { asking: "starting", problem: null };

  /** Whatever happens, what is shown is put together once for the next picture. */
  const frame = nextFrame(() => stores.publish());
  const changed = () => frame.ask();

  const log = createTimelineLog();
  const note = (entry: Omit<NewTimelineEntry, "at">): number => {
    changed();
    return log.add({ ...entry, at: Date.now() });
  };

  const connection = createChatConnection({
    transport: transportChoice,
    note,
    onWelcome(welcome) {
      ({ limits } = welcome);
      poll.hurry();
      void entrance.welcomed();
    },
    onLost() {
      rooms.lost();
      poll.hurry();
    },
  });
  const { person } = visitor;
  const rooms = createChatRooms({ connection, memory, person, note, changed, onMove: () => poll.hurry() });
  const typing = createMyTyping(connection, rooms);
  const deliveries = createDeliveries({
    connection,
    rooms,
    note,
    amend(id, change) {
      log.amend(id, change);
      changed();
    },
    changed,
  });
  const notices = createNotices(changed);
  const entrance = createEntrance({ connection, rooms, visitor, onRoom: writeUrl, changed });

  const lab = createStore<LabState>(UNKNOWN_LAB);
  const client = createLabClient({
    onReading: (reading) => lab.set({ ...lab.getState(), ...reading }),
    onStatus: (status) => lab.set({ ...lab.getState(), status }),
    onExperiment: (experiment) => lab.set({ ...lab.getState(), experiment }),
  });
  const runLabAction = createLabActions({ lab, client, connection, deliveries, note, onCookies: changed });

  const book = createSightingsBook();
  const mine = () => myVersion(rooms.active, connection.state.getState());
  const knowledge = createRoomSightings(book, () => ({
    room: rooms.active?.log.room ?? "",
    log: rooms.active?.log ?? null,
    mine: mine(),
    listed: lab.getState().targets.map(({ id }) => id),
    dead: deadInstances(lab.getState().targets),
    inService: instancesInService(lab.getState().targets),
    unknownSessions: connection.isConnected ? 0 : connection.state.getState().unknownInARow,
  }));
  const poll = startSightingsPoll({
    book,
    room: () => rooms.active?.log.room ?? offeredRoom,
    known: () => book.all(Date.now(), instancesInService(lab.getState().targets)).length,
    onReport({ controlUrl }) {
      knowledge.invalidate();
      if (controlUrl) {
        if (lab.getState().controlUrl !== controlUrl) lab.set({ ...lab.getState(), controlUrl });
        client.use(controlUrl);
      } else if (lab.getState().status === "looking") lab.set({ ...lab.getState(), status: "none" });
      changed();
    },
    onState(state, problem) {
      asking = { asking: state, problem };
      changed();
    },
  });
  const windows = createBrowserWindows(randomId(), changed);

  const stores = createPageStores({
    connection,
    rooms,
    entrance,
    notices,
    knowledge,
    log,
    lab,
    windows,
    offered: { name: visitor.offeredName, room: offeredRoom },
    settings: () => ({ limits, transportChoice, showVanished, tourDismissed, asking }),
  });

  function writeUrl(): void {
    const active = rooms.active?.log.room ?? "";
    history.replaceState(null, "", writePageUrl(location.href, { room: active, transport: transportChoice }));
  }

  const actions = createPageActions({
    connection,
    rooms,
    deliveries,
    typing,
    entrance,
    notices,
    visitor,
    log,
    client,
    runLabAction,
    textLength: () => limits.textLength,
    onRoom() {
      // What was seen of another room says nothing of this one.
      book.clear();
      knowledge.invalidate();
      poll.hurry();
      writeUrl();
      changed();
    },
    onTransport(choice) {
      if (choice === transportChoice) return;
      transportChoice = choice;
      rooms.lost();
      connection.setTransport(choice);
      writeUrl();
      changed();
    },
    setShowVanished(show) {
      showVanished = show;
      changed();
    },
    setTourDismissed(dismissed) {
      tourDismissed = dismissed;
      memory.write("local", "tour-dismissed", dismissed);
      changed();
    },
    changed,
  });

  const tick = setInterval(changed, TICK_MS);
  const unsubscribe = [connection.state.subscribe(changed), lab.subscribe(changed)];
  const onVisible = () => document.visibilityState === "visible" && changed();
  addEventListener("pagehide", rooms.save);
  document.addEventListener("visibilitychange", onVisible);

  if (visitor.name !== "" && (url.room !== "" || visitor.rooms.length > 0)) {
    entrance.enter({ name: visitor.name, room: url.room || visitor.rooms[0]! });
  }
  stores.publish();

  return {
    session: stores.session,
    room: stores.room,
    sightings: stores.sightings,
    timeline: stores.timeline,
    lab,
    tour: stores.tour,
    actions,
    marks: knowledge.marks,
    slot: slots.slot,
    forecast(action) {
      const now = connection.state.getState();
      return labForecast(action, {
        connection: now,
        hasCookie: readStickinessCookies(document.cookie).awsalb,
        ...cookieProspect(lab.getState(), now.instance),
        state: now.state ?? lab.getState().rooms?.state ?? null,
      });
    },
    close() {
      frame.cancel();
      clearInterval(tick);
      for (const end of unsubscribe) end();
      removeEventListener("pagehide", rooms.save);
      document.removeEventListener("visibilitychange", onVisible);
      typing.close();
      notices.close();
      poll.close();
      client.close();
      windows.close();
      rooms.close();
      connection.close();
    },
  };
}
