import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import "./RefusalCard.css";

/** The instance did not let me (back) in: why, and what can be done. */
export function RefusalCard() {
  const page = usePage();
  const room = useValue(page.room.name);
  const refusal = useValue(page.room.refusal);
  return (
    <div className="refusal" role="alert">
      <p>
        You are not in #{room}. {refusal?.sentence}
      </p>
      <div>
        <button type="button" className="button small" onClick={() => page.session.open(room)}>
          Try again
        </button>{" "}
        <button type="button" className="button small" onClick={() => page.rooms.leave(room)}>
          Leave #{room}
        </button>
      </div>
    </div>
  );
}
