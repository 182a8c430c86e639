import { usePage, useSlice } from "../page-context.ts";
import "./RefusalCard.css";

/** The instance did not let me (back) in: why, and what can be done. */
export function RefusalCard() {
  const page = usePage();
  const room = useSlice(page.room, (state) => state.room);
  const refusal = useSlice(page.room, (state) => state.refusal);
  return (
    <div className="refusal" role="alert">
      <p>
        You are not in #{room}. {refusal?.sentence}
      </p>
      <div>
        <button type="button" className="button small" onClick={() => page.actions.openRoom(room)}>
          Try again
        </button>{" "}
        <button type="button" className="button small" onClick={() => page.actions.leaveRoom(room)}>
          Leave #{room}
        </button>
      </div>
    </div>
  );
}
