import { computed, type ReadonlySignal } from "@preact/signals-core";
import type { ChatConnection } from "../connection/chat-connection.ts";
import { endedInstances, instancesGone, instancesInService } from "../lab/instance-life.ts";
import type { LabState } from "../lab/lab-state.ts";
import { leadByRoom } from "../lab/prospect.ts";
import type { ChatRooms } from "../room/chat-rooms.ts";
import type { MyVersion } from "./room-versions.ts";
import type { SightingsSubject } from "./sightings.ts";

/** What sightings are about: the active room, my version of it, and the instances that the lab tells of. */
export function sightingsSubject(connection: ChatConnection, rooms: ChatRooms, lab: ReadonlySignal<LabState>) {
  const targets = computed(() => lab.value.targets);
  const life = computed(() => ({
    listed: targets.value.map(({ id }) => id),
    ended: endedInstances(targets.value),
    gone: instancesGone(targets.value),
    inService: instancesInService(targets.value),
  }));
  const restarting = computed(() => {
    const to = lab.value.rooms?.changing ?? null;
    if (to === null || lab.value.status !== "ready") return null;
    const healthy = targets.value.filter(({ health, process }) => health === "healthy" && process === "running").length;
    return { to, healthy, all: targets.value.length };
  });
  const mine = computed((): MyVersion | null => {
    const here = rooms.active.value;
    const { status, instance, bootId, state } = connection.now.value;
    if (!here || here.membership.value !== "joined" || status !== "connected" || instance === null) return null;
    const { log } = here;
    log.watch();
    void log.people.value;
    if (log.roomId === null) return null;
    return {
      instance,
      bootId,
      state,
      roomId: log.roomId,
      self: log.self?.id ?? null,
      members: log.members,
      messages: log.size,
      lastMessage: log.lastMessage,
      holds: log.holds,
    };
  });
  return computed((): SightingsSubject => {
    const log = rooms.active.value?.log ?? null;
    log?.watch();
    const { status, unknownInARow, since, unansweredSince } = connection.now.value;
    return {
      room: log?.room ?? "",
      log,
      mine: mine.value,
      ledTo: lab.value.status === "lost" ? null : (leadByRoom(lab.value.roomAffinity, log?.room ?? "")?.target ?? null),
      connectedSince: status === "connected" ? since : null,
      unansweredSince,
      unknownSessions: status === "connected" ? 0 : unknownInARow,
      ...life.value,
      roomsLive: restarting.value === null ? (lab.value.rooms?.state ?? null) : null,
      restarting: restarting.value,
    };
  });
}
