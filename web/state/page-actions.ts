import type { ChatConnection } from "./connection/chat-connection.ts";
import type { TransportChoice } from "./connection/connection-state.ts";
import type { LabAction } from "./lab/lab-action.ts";
import type { LabClient } from "./lab/lab-client.ts";
import type { PageActions } from "./page.ts";
import type { ChatRooms } from "./room/chat-rooms.ts";
import type { Deliveries } from "./room/deliveries.ts";
import type { MyTyping } from "./room/my-typing.ts";
import type { Entrance } from "./session/entrance.ts";
import type { Notices } from "./session/notices.ts";
import type { Visitor } from "./session/visitor.ts";
import type { TimelineLog } from "./timeline/timeline-log.ts";
import { timelineJson } from "./timeline/timeline-json.ts";
import { cleanRoomName } from "./window/page-url.ts";

export interface PageActionsParts {
  connection: ChatConnection;
  rooms: ChatRooms;
  deliveries: Deliveries;
  typing: MyTyping;
  entrance: Entrance;
  notices: Notices;
  visitor: Visitor;
  log: TimelineLog;
  client: LabClient;
  runLabAction(action: LabAction): Promise<void>;
  textLength(): number;
  /** Another room is looked at. */
  onRoom(): void;
  onTransport(choice: TransportChoice): void;
  setShowVanished(show: boolean): void;
  setTourDismissed(dismissed: boolean): void;
  changed(): void;
}

/** What a person can do, put together from the parts that do it. */
export function createPageActions(parts: PageActionsParts): PageActions {
  const { connection, rooms, deliveries, typing, entrance, notices, visitor, log, client, changed } = parts;
  const renameTo = async (name: string) => {
    const outcome = await rooms.rename(name);
    if (!outcome.ok) return notices.say("bad", outcome.sentence);
    visitor.remember(name);
    notices.say("good", `You are ${name} now`);
  };
  return {
    enter: entrance.enter,
    openRoom(name) {
      const room = cleanRoomName(name);
      if (room === "") return { ok: false, sentence: "A room has a name" };
      typing.stop();
      void rooms.open(room).then((outcome) => {
        if (!outcome.ok) notices.say("bad", `#${room}: ${outcome.sentence}`);
      });
      parts.onRoom();
      return { ok: true };
    },
    leaveRoom(name) {
      rooms.leave(name);
      if (!rooms.active) entrance.backToForm();
      parts.onRoom();
    },
    rename(name) {
      const next = name.trim();
      if (next === "") return { ok: false, sentence: "A nickname has at least one character" };
      void renameTo(next);
      return { ok: true };
    },
    send(text) {
      if (text.trim() === "") return { ok: false, sentence: "There is nothing to send" };
      const most = parts.textLength();
      if (text.length > most) {
        return { ok: false, sentence: `A message has at most ${most} characters; this one has ${text.length}` };
      }
      const sent = deliveries.send(text);
      if (!sent.ok) return sent;
      typing.sent();
      return { ok: true };
    },
    retry: deliveries.retry,
    discard(id) {
      rooms.active?.log.discard(id);
      changed();
    },
    typed: typing.typed,
    loadOlder: rooms.loadOlder,
    setShowVanished: parts.setShowVanished,
    markRead: rooms.markRead,
    setTransport: parts.onTransport,
    reconnect: connection.open,
    run: (action) => void parts.runLabAction(action),
    startExperiment(cells) {
      void client.post("/experiment", cells === "" ? {} : { cells }).then((answer) => {
        if (!answer.ok) notices.say("bad", answer.sentence);
      });
    },
    stopExperiment: () => void client.remove("/experiment"),
    dismissNotice: notices.dismiss,
    dismissTour: () => parts.setTourDismissed(true),
    showTour: () => parts.setTourDismissed(false),
    clearTimeline() {
      log.clear();
      changed();
    },
    timelineJson: (kinds) => timelineJson(log.snapshot().entries, kinds),
  };
}
