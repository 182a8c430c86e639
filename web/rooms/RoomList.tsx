import { LogOut, Plus } from "lucide-react";
import { useState, type CSSProperties, type FormEvent } from "react";
import { usePage, useSlice } from "../page-context.ts";
import { countOf } from "../state/text/count-of.ts";
import type { RoomEntry } from "../state/session/session-state.ts";
import "./RoomList.css";

const SHOWN = 100;

/** The rooms this window is in, and others that its instance knows. */
export function RoomList() {
  const page = usePage();
  const rooms = useSlice(page.session, (session) => session.rooms);
  const instance = useSlice(page.session, (session) => session.connection.instance);
  return (
    <nav className="rooms" aria-label="Rooms" style={{ "--rooms": rooms.length } as CSSProperties}>
      <h2>Rooms{instance ? <span className="sr-only"> as {instance} knows them</span> : null}</h2>
      <ul aria-label="Rooms">
        {rooms.slice(0, SHOWN).map((entry) => (
          <RoomItem key={entry.room} entry={entry} />
        ))}
        {rooms.length > SHOWN && (
          <li className="rooms-rest soft">More rooms than these. Join any other by its name.</li>
        )}
      </ul>
      <NewRoom />
    </nav>
  );
}

function RoomItem({ entry }: { entry: RoomEntry }) {
  const { actions } = usePage();
  const { room, people, unread, active, joined } = entry;
  return (
    <li className="room-item" data-joined={joined || undefined}>
      <button
        type="button"
        className="room-open"
        aria-current={active ? "page" : undefined}
        onClick={() => actions.openRoom(room)}
      >
        <span className="room-name">#{room}</span>
        {unread > 0 ? (
          <span className="room-unread">
            {unread > 99 ? "99+" : unread}
            <span className="sr-only"> unread</span>
          </span>
        ) : (
          people !== null && (
            <span className="soft">
              {people}
              <span className="sr-only"> {people === 1 ? "person" : "people"} as far as this instance knows</span>
            </span>
          )
        )}
      </button>
      {joined && !active && (
        <button
          type="button"
          className="button icon plain room-leave"
          aria-label={`Leave #${room}`}
          title={`Leave #${room}${people ? ` (${countOf(people, "person")})` : ""}`}
          onClick={() => actions.leaveRoom(room)}
        >
          <LogOut aria-hidden="true" />
        </button>
      )}
    </li>
  );
}

function NewRoom() {
  const { actions } = usePage();
  const [error, setError] = useState("");
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const did = actions.openRoom(new FormData(form).get("room") as string);
    setError(did.ok ? "" : did.sentence);
    if (did.ok) form.reset();
  };
  return (
    <form className="new-room" onSubmit={onSubmit}>
      <input
        className="field"
        name="room"
        aria-label="Room to join"
        placeholder="another room"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        required
      />
      <button type="submit" className="button icon" aria-label="Join room">
        <Plus aria-hidden="true" />
      </button>
      {error && (
        <p className="bad" role="alert">
          {error}
        </p>
      )}
    </form>
  );
}
