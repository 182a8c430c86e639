import { hasEnded } from "../lab/instance-life.ts";
import type { RoomsState } from "../../protocol/control/state.ts";
import type { LabTarget } from "../lab/lab-state.ts";
import type { RoomVersion } from "../sightings/room-versions.ts";

/** How an instance stands to the store that the rooms share: it reaches it, or not; a dead one asks for nothing. */
export type StoreLink = "open" | "cut" | "none";

export interface StoreLinkView {
  version: RoomVersion | undefined;
  process: LabTarget["process"];
  /** What the lab says of the store; null where nobody does. */
  redis: RoomsState["redis"];
}

/** The lab knows at once what was done to its own store; of any other, its instances tell. */
export function storeLink({ version, process, redis }: StoreLinkView): StoreLink {
  if (hasEnded({ process }) || version?.sight === "dead" || version?.sight === "stopped") return "none";
  if (redis?.state === "stopped" || redis?.state === "paused") return "cut";
  return version?.sight === "fresh" && version.status === "degraded" ? "cut" : "open";
}
