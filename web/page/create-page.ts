import { computed, effect, untracked } from "@preact/signals-core";
import type { PersonRequest } from "../../protocol/control/people.ts";
import { createChatConnection } from "../connection/chat-connection.ts";
import { createHeldCookies } from "../connection/held-cookies.ts";
import { createAnswerWatch } from "../connection/watch-answers.ts";
import { createInstanceColours } from "../instance/instance-colour.ts";

import { createLabActions } from "../lab/lab-actions.ts";
import { createLabClient } from "../lab/lab-client.ts";
import { createOpenedCookie } from "../lab/opened-cookie.ts";
import { createProspect } from "../lab/prospect.ts";
import { createActiveRoom } from "../room/active-room.ts";
import { createChatRooms } from "../room/chat-rooms.ts";
import { createDeliveries } from "../room/messages/deliveries.ts";
import { createMyTyping } from "../room/people/my-typing.ts";
import { createBrowserWindows } from "../session/browser-windows.ts";
import { createEnterRoom } from "../session/enter-room.ts";
import { readPageUrl, writePageUrl } from "../session/page-url.ts";
import { createVisitor } from "../session/visitor.ts";
import { createWindowMemory } from "../session/window-memory.ts";
import { createSightingsBook } from "../sightings/sightings-book.ts";
import { startSightingsPoll } from "../sightings/sightings-poll.ts";
import { sightingsSubject } from "../sightings/sightings-subject.ts";
import { createSightings } from "../sightings/sightings.ts";
import { createTimeline } from "../timeline/timeline.ts";
import { createStory } from "../story/story.ts";
import { createTour } from "../tour/tour.ts";
import { createClock } from "./clock.ts";
import { createDetails } from "./details.ts";
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

  const client = createLabClient();
  const isOneAtOnce = computed(() => client.state.value.roomAffinity !== null);
  const connection = createChatConnection(url.transport, timeline);
  const answers = createAnswerWatch(connection, client.probe);
  const cookies = createHeldCookies(clock.now, connection.now);
  const rooms = createChatRooms({ connection, memory, person: visitor.person, timeline, isOneAtOnce });
  const roomName = computed(() => rooms.active.value?.log.room ?? "");
  const deliveries = createDeliveries(connection, rooms, timeline);
  const typing = createMyTyping(connection, rooms);
  const enterRoom = createEnterRoom({ connection, rooms, visitor, notices });

  const actions = createLabActions({ client, connection, cookies, rooms, deliveries, timeline });
  const opened = createOpenedCookie(cookies.held, client);
  const prospect = createProspect(connection.now, cookies.held, opened.opened, client.state, clock.now, roomName);

  const book = createSightingsBook();
  const subject = sightingsSubject(connection, rooms, client.state);
  const sightings = createSightings(book, subject, clock.now);
  const windows = createBrowserWindows(memory);
  const poll = startSightingsPoll({
    windows: windows.list,
    visible: clock.visible,
    book,
    subject,
    connection,
    answers,
    offeredRoom: offered.room,
    onReport: ({ controlUrl }) => client.told(controlUrl),
  });
  const details = createDetails(memory, sightings.verdict);
  const room = createActiveRoom(rooms, connection, sightings.freshOthers);
  const tour = createTour({ connection, windows, room, prospect, lab: client.state, memory });
  const story = createStory({
    client,
    connection,
    cookies,
    rooms,
    room,
    deliveries,
    prospect,
    versions: sightings.versions,
    memory,
    enter: enterRoom.enter,
    isInside: () => enterRoom.stage.value !== "form",
    name: () => rooms.name.value || visitor.offeredName,
    offeredRoom: offered.room,
    offeredScene: url.scene === null ? null : url.scene - 1,
    showStep: tour.ask,
  });

  const isAnswered = computed(() => {
    const { status, unansweredSince } = connection.now.value;
    return status === "closed" || (status === "connected" && unansweredSince === null);
  });
  const stops = [
    effect(() => {
      const [name, moves] = [roomName.value, isOneAtOnce.value];
      untracked(() => connection.setRoom(name, moves));
    }),
    effect(() => {
      if (!isAnswered.value) untracked(client.probe);
    }),
    effect(() => {
      const { status, instance } = connection.now.value;
      const serves = status === "connected" ? instance : null;
      windows.tell({
        member: room.self.value,
        room: room.name.value,
        instance: serves,
        visible: clock.visible.value,
      });
    }),
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
    story,
    windows,
    details,
    notices,
    /** The time, refreshed each second. */
    clock: clock.now,
    /** Where my next request goes, as far as is known. */
    prospect,
    lab: {
      state: client.state,
      run: actions.run,
      /** A few cells, or all of them, in a lab of their own. */
      startExperiment(cells: string): void {
        void client.post("/experiment", cells === "" ? {} : { cells }).then((answer) => {
          if (!answer.ok) notices.say("bad", answer.sentence);
        });
      },
      /** A simulated person comes; what it sees is told with the lab's state. */
      invite(person: PersonRequest): void {
        void client.post("/people", person).then((answer) => {
          if (!answer.ok) notices.say("bad", answer.sentence);
        });
      },
      /** `forget`: it comes back without its cookies. */
      toPerson(id: string, what: "drop" | "reload" | "forget" | "send-away"): void {
        const path = `/people/${id}`;
        const asked = {
          drop: () => client.post(`${path}/drop`),
          reload: () => client.post(`${path}/reload`, {}),
          forget: () => client.post(`${path}/reload`, { forget: true }),
          "send-away": () => client.remove(path),
        }[what]();
        void asked.then((answer) => {
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
      const parts = [
        enterRoom,
        story,
        details,
        tour,
        windows,
        poll,
        opened,
        answers,
        actions,
        deliveries,
        client,
        typing,
        cookies,
        notices,
        clock,
        rooms,
        connection,
      ];
      for (const part of parts) part.close();
    },
  };
}

export type Page = ReturnType<typeof createPage>;
