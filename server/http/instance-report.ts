import type { RequestHandler } from "express";
import type { InstanceReport } from "../../protocol/instance-report.ts";
import type { RequestSchemas } from "../../protocol/requests.ts";
import type { ChatServer } from "../chat-io.ts";
import type { Instance } from "../instance.ts";
import type { Eventually, RoomStore } from "../room/room-store.ts";
import type { Settings } from "../settings/settings.ts";
import { roomsWithin, type NoteCut } from "../message/answer-bytes.ts";
import { isOriginAllowed } from "./is-origin-allowed.ts";

interface Answer {
  status: number;
  body: string;
}

/**
 * `GET /api/instance[?room=NAME]`: what this instance believes. While its store cannot be
 * reached: 503 and no rooms.
 */
export function instanceReport(
  io: ChatServer,
  rooms: RoomStore,
  instance: Instance,
  settings: Settings,
  schemas: RequestSchemas,
  noteCut: NoteCut,
): RequestHandler {
  const answers = new Map<string | undefined, Promise<Answer>>();

  async function make(room: string | undefined): Promise<Answer> {
    const messageIds = settings.reportedMessageIds;
    const what =
      room === undefined
        ? { rooms: settings.listedRooms, messageIds: Math.ceil(messageIds / 10) }
        : { room, messageIds };
    const held = await known(rooms.report(what));
    const reported = roomsWithin(held ?? [], room === undefined ? settings.listBytes : Infinity);
    noteCut("report", reported.length, held?.length ?? 0);
    const report: InstanceReport = {
      instance: instance.name,
      hostname: instance.name,
      bootId: instance.bootId,
      state: settings.state,
      status: instance.status === "healthy" && !(held && rooms.isAvailable()) ? "degraded" : instance.status,
      startedAt: instance.startedAt,
      now: Date.now(),
      connections: io.of("/").sockets.size,
      rooms: reported,
      controlUrl: settings.controlUrl || null,
    };
    return { status: held ? 200 : 503, body: JSON.stringify(report) };
  }

  /** The same answer for everybody who asks within `reportCacheMs`: making one costs as much as the rooms hold. */
  function answerFor(room: string | undefined): Promise<Answer> {
    const known = answers.get(room);
    if (known) return known;
    const answer = make(room);
    answers.set(room, answer);
    setTimeout(() => answers.delete(room), settings.reportCacheMs).unref();
    return answer;
  }

  return async (request, response) => {
    const { room } = request.query;
    // A name that no room can have is one that this instance has never heard of.
    const asked = schemas["room:leave"].safeParse({ room });
    const { status, body } = await answerFor(room === undefined ? undefined : asked.success ? asked.data.room : "");
    const { origin, host } = request.headers;
    if (origin && isOriginAllowed({ origin, host }, settings.corsOrigins))
      response.set("Access-Control-Allow-Origin", origin);
    response.status(status).set("Cache-Control", "no-store").vary("Origin").type("application/json").send(body);
  };
}

/** Null when the store cannot tell now. */
async function known<T>(answer: Eventually<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if ((error as { status?: number }).status === 503) return null;
    throw error;
  }
}
