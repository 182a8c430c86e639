import type { RequestLimits } from "../../protocol/limits.ts";
import type { ChatConnection } from "./connection/chat-connection.ts";
import type { TransportChoice } from "./connection/connection-state.ts";
import { keepParts } from "./keep-parts.ts";
import type { LabState } from "./lab/lab-state.ts";
import type { ChatRooms } from "./room/chat-rooms.ts";
import type { RoomState } from "./room/room-state.ts";
import { createRoomView, EMPTY_ROOM } from "./room/room-view.ts";
import type { Entrance } from "./session/entrance.ts";
import type { Notices } from "./session/notices.ts";
import { sessionView } from "./session/session-view.ts";
import type { RoomSightings } from "./sightings/room-sightings.ts";
import type { SightingsState } from "./sightings/sightings-state.ts";
import { createStore, type Store } from "./store.ts";
import type { TimelineLog } from "./timeline/timeline-log.ts";
import type { BrowserWindows } from "./tour/browser-windows.ts";
import { somebodyElse } from "./tour/somebody-else.ts";
import { tourSteps } from "./tour/tour-steps.ts";
import type { TourState } from "./tour/tour-state.ts";
import { pageTitle } from "./window/page-title.ts";

export interface PageStoresParts {
  connection: ChatConnection;
  rooms: ChatRooms;
  entrance: Entrance;
  notices: Notices;
  knowledge: RoomSightings;
  log: TimelineLog;
  lab: Store<LabState>;
  windows: BrowserWindows;
  /** What the form starts with. */
  offered: { name: string; room: string };
  /** What a person or the instance has set. */
  settings(): {
    limits: RequestLimits;
    transportChoice: TransportChoice;
    showVanished: boolean;
    tourDismissed: boolean;
    asking: Pick<SightingsState, "asking" | "problem">;
  };
}

/** What the page shows, and the function that puts it together anew from what is known now. */
export function createPageStores(parts: PageStoresParts) {
  const { connection, rooms, knowledge, log, lab, windows, settings } = parts;
  const roomView = createRoomView();

  const viewSession = () => {
    const { limits, transportChoice } = settings();
    return sessionView({
      entrance: parts.entrance,
      name: rooms.name,
      offered: parts.offered,
      limits,
      connection: connection.state.getState(),
      transportChoice,
      cookies: document.cookie,
      rooms: rooms.entries(),
      notices: parts.notices.all,
    });
  };
  const viewRoom = (now: number) => {
    const here = rooms.active;
    return roomView({
      here,
      isConnected: connection.isConnected,
      typing: here ? rooms.typingIn(here.log.room) : new Map(),
      showVanished: settings().showVanished,
      others: knowledge.freshOthers(now),
      sightingsVersion: knowledge.version,
    });
  };
  const viewSightings = (now: number) => ({
    ...knowledge.view(now),
    marksVersion: knowledge.marksVersion,
    ...settings().asking,
  });
  const viewTour = () => {
    const { instance, instancesSeen, unknownInARow, state } = connection.state.getState();
    const now = {
      room: rooms.active?.log.room ?? "",
      instance: connection.isConnected ? instance : null,
      windows: windows.list(),
      somebodyElse: somebodyElse(room.getState(), windows.list()),
      isShared: state === "redis",
      stickiness: lab.getState().stickiness?.enabled ?? null,
      instancesSeen,
      lostSessions: unknownInARow,
    };
    windows.tell({ name: rooms.name, room: now.room, instance: now.instance });
    const steps = tourSteps(now, tour.getState().steps);
    return { dismissed: settings().tourDismissed, windows: now.windows, steps };
  };

  const session = createStore(viewSession());
  const room = createStore<RoomState>(EMPTY_ROOM);
  const sightings = createStore<SightingsState>(viewSightings(Date.now()));
  const timeline = createStore(log.snapshot());
  const tour = createStore<TourState>({ dismissed: settings().tourDismissed, steps: [], windows: [] });

  return {
    session,
    room,
    sightings,
    timeline,
    tour,
    publish() {
      const now = Date.now();
      session.set(keepParts(session.getState(), viewSession()));
      room.set(keepParts(room.getState(), viewRoom(now)));
      sightings.set(keepParts(sightings.getState(), viewSightings(now)));
      timeline.set(log.snapshot());
      tour.set(keepParts(tour.getState(), viewTour()));
      const title = pageTitle(room.getState().room, session.getState().unread);
      if (document.title !== title) document.title = title;
    },
  };
}
