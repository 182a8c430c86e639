import { channelOf } from "../chat-io.ts";
import type { Handler } from "../handler.ts";
import { identify } from "../member/identify.ts";
import { newestWithin } from "../message/answer-bytes.ts";
import { refuse } from "./refuse.ts";

export const joinRoom: Handler<"room:join"> = async (context, request) => {
  const { socket, rooms, instance, settings, newRooms, noteCut, unjoined, log } = context;
  const { room, lastSeen } = request;
  if (instance.status === "draining") return refuse("draining", `${instance.name} is stopping`);

  const visits = socket.data.visits;
  const before = visits.find((visit) => visit.room === room);
  // Listen first: what is said while the store thinks must not be missed. A client knows a message by its id.
  if (!before) await socket.join(channelOf(room));
  const who = identify(request.person, request.name);
  const reply = await rooms.join(socket.id, who, room, lastSeen, newRooms);
  if (!reply.ok) {
    if (!before) await socket.leave(channelOf(room));
    return reply;
  }

  unjoined.joined(socket.conn);
  const { roomId, self, members, version } = reply.data;
  socket.data.visits = visits.filter((visit) => visit !== before).concat({ room, roomId, who });
  log.info({ room, roomId, member: self.id, name: self.name, people: members.length, version }, "joined");
  // A person who continues needs all that was missed; others can read further back page by page.
  if (version === "same") return reply;
  const messages = newestWithin(reply.data.messages, settings.answerBytes);
  noteCut("room:join", messages.length, reply.data.messages.length);
  return { ok: true, data: { ...reply.data, messages } };
};
