/**
 * Who plays the story. `POST /story` begins it; it goes on as long as `GET /events?story=ID` is open somewhere, and when
 * that has been closed for 5 seconds (30 after `POST /story/ID/reload`), or at `DELETE /story/ID`, the lab is put back
 * as it was.
 */
export interface StoryView {
  id: string;
  /** Milliseconds since 1970. */
  startedAt: number;
  /** `restoring`: it has ended, and the lab is being put back. */
  state: "playing" | "restoring";
}
