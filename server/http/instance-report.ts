import type { RequestHandler } from "express";
import type { InstanceReport } from "../../protocol/instance-report.ts";
import type { RequestSchemas } from "../../protocol/requests.ts";
import type { ChatServer } from "../chat-io.ts";
import type { Instance } from "../instance.ts";
import type { Eventually, RoomStore } from "../room/room-store.ts";
import type { Settings } from "../settings/settings.ts";
import { isOriginAllowed } from "./is-origin-allowed.ts";

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
): RequestHandler {
  return async (request, response) => {
    const { room } = request.query;
    const messageIds = settings.reportedMessageIds;
    // A name that no room can have is one that this instance has never heard of.
    const asked = schemas["room:leave"].safeParse({ room });
    const what =
      room === undefined
        ? { rooms: settings.listedRooms, messageIds: Math.ceil(messageIds / 10) }
        : { room: asked.success ? asked.data.room : "", messageIds };
    const held = await known(rooms.report(what));
    const report: InstanceReport = {
      instance: instance.name,
      hostname: instance.name,
      bootId: instance.bootId,
      state: settings.state,
      status: instance.status === "healthy" && !(held && rooms.isAvailable()) ? "degraded" : instance.status,
      startedAt: instance.startedAt,
      now: Date.now(),
      connections: io.of("/").sockets.size,
      rooms: held ?? [],
      controlUrl: settings.controlUrl || null,
    };
    const { origin, host } = request.headers;
    if (origin && isOriginAllowed({ origin, host }, settings.corsOrigins))
      response.set("Access-Control-Allow-Origin", origin);
    response
      .status(held ? 200 : 503)
      .set("Cache-Control", "no-store")
      .vary("Origin")
      .json(report);
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
