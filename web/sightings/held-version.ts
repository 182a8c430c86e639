import type { ReportedMember } from "../../protocol/instance-report.ts";

/** One version of a room, with the instance that holds it. */
export interface HeldVersion {
  instance: string;
  roomId: string;
  members: readonly ReportedMember[];
  /** How many messages it holds. */
  messages: number;
}

/** What is known of the room at an instance that does not serve me. */
export interface OtherInstance {
  instance: string;
  ageSeconds: number;
  /** Not seen for a while: what it held may have changed. */
  silent: boolean;
  /** Null: it has never heard of the room. */
  held: HeldVersion | null;
  /** For the same room id as mine: how it differs, once that has lasted; null while it may be in flight. */
  lag: { missingThere: number; missingHere: number; peopleDiffer: boolean } | null;
}
