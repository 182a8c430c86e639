import { effect } from "@preact/signals-core";
import { createChatConnection } from "../connection/chat-connection.ts";
import { createHeldCookies } from "../connection/held-cookies.ts";
import { createInstanceColours } from "../instance/instance-colour.ts";
import { createProspect } from "../lab/cookie-prospect.ts";
import { createLabActions } from "../lab/lab-actions.ts";
import { createLabClient } from "../lab/lab-client.ts";
import { createActiveRoom } from "../room/active-room.ts";
import { createChatRooms } from "../room/chat-rooms.ts";
import { createDeliveries } from "../room/messages/deliveries.ts";
import { createMyTyping } from "../room/people/my-typing.ts";
import { createEnterRoom } from "../session/enter-room.ts";
import { readPageUrl, writePageUrl } from "../session/page-url.ts";
import { createVisitor } from "../session/visitor.ts";
import { createWindowMemory } from "../session/window-memory.ts";
import { createSightingsBook } from "../sightings/sightings-book.ts";
import { startSightingsPoll } from "../sightings/sightings-poll.ts";
import { sightingsSubject } from "../sightings/sightings-subject.ts";
import { createSightings } from "../sightings/sightings.ts";
import { createTimeline } from "../timeline/timeline.ts";
import { createTour } from "../tour/tour.ts";
import { createClock } from "./clock.ts";
import { createNotices } from "./notices.ts";

/**
 * Everything one window knows and does. It starts at once: it enters a room when it knows who and where. What it knows
 * are signals; all text is plain text, never HTML. Times are milliseconds since 1970 by this machine's clock, except
 * `Message.at` (the accepting instance's clock).
 */
export function createPage() {
  const url = readPageUrl(location.search);
  const memory = createWindowMemory();
  const visitor = createVisitor(memory, url);
  const offered = { name: visitor.offeredName, room: url.room || "lobby" };
  const clock = createClock();
  const notices = createNotices();
  const timeline = createTimeline();

  const connection = createChatConnection(url.transport, timeline);
  const cookies = createHeldCookies(clock.now, connection.now);
  const rooms = createChatRooms({ connection, memory, person: visitor.person, timeline });
  const deliveries = createDeliveries(connection, rooms, timeline);
  const typing = createMyTyping(connection, rooms);
  const enterRoom = createEnterRoom({ connection, rooms, visitor, notices });

  const client = createLabClient();
  const runLabAction = createLabActions({ client, connection, cookies, deliveries, timeline });
  const prospect = createProspect(connection.now, cookies.held, client.state);

  const book = createSightingsBook();
  const subject = sightingsSubject(connection, rooms, client.state);
  const sightings = createSightings(book, subject, clock.now);
  const poll = startSightingsPoll({
    book,
    subject,
    connection,
    offeredRoom: offered.room,
    onReport: ({ controlUrl }) => client.told(controlUrl),
  });
  const room = createActiveRoom(rooms, connection, sightings.freshOthers);
  const tour = createTour({ connection, rooms, room, prospect, memory });

  const stops = [
    effect(() => {
      const shown = { room: room.name.value, transport: connection.transport.value };
      history.replaceState(null, "", writePageUrl(location.href, shown));
    }),
    effect(() => {
      const title = room.name.value ? `#${room.name.value} · Sticky Rooms` : "Sticky Rooms";
      const unread = rooms.entries.value.reduce((sum, one) => sum + one.unread, 0);
      document.title = unread > 0 ? `(${unread}) ${title}` : title;
    }),
  ];
  addEventListener("pagehide", rooms.save);
  if (visitor.name !== "" && (url.room !== "" || visitor.rooms.length > 0)) {
    enterRoom.enter({ name: visitor.name, room: url.room || visitor.rooms[0]! });
  }

  return {
    connection,
    cookies,
    rooms,
    room,
    deliveries,
    typing,
    session: { ...enterRoom, offered },
    sightings: { ...sightings, asking: poll.asking, problem: poll.problem },
    timeline,
    tour,
    notices,
    /** Where my next request goes, as far as is known. */
    prospect,
    lab: {
      state: client.state,
      run: (action: Parameters<typeof runLabAction>[0]) => void runLabAction(action),
      /** A few cells, or all of them, in a lab of their own. */
      startExperiment(cells: string): void {
        void client.post("/experiment", cells === "" ? {} : { cells }).then((answer) => {
          if (!answer.ok) notices.say("bad", answer.sentence);
        });
      },
      stopExperiment: () => void client.remove("/experiment"),
    },
    /** Which colour and shape an instance has: the same in every window. */
    colour: createInstanceColours(memory),
    /** Ends connections, timers and listeners. May be called twice. */
    close() {
      removeEventListener("pagehide", rooms.save);
      for (const stop of stops) stop();
      for (const part of [enterRoom, tour, poll, client, typing, cookies, notices, clock, rooms, connection])
        part.close();
    },
  };
}

export type Page = ReturnType<typeof createPage>;
