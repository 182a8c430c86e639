import { useState, type CSSProperties, type FormEvent } from "react";
import { Icon } from "../page/Icon.tsx";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import { countOf } from "../page/count-of.ts";
import type { RoomEntry } from "./room-entries.ts";
import "./RoomList.css";

const SHOWN = 100;
/** From so many on, a room is found by typing. */
const MANY = 20;

/** The rooms this window is in, and others that its instance knows. */
export function RoomList() {
  const page = usePage();
  const rooms = useValue(page.rooms.entries);
  const instance = useValue(page.connection.now, ({ instance }) => instance);
  const [wanted, setWanted] = useState("");
  const shown = wanted ? rooms.filter(({ room }) => room.toLowerCase().includes(wanted.toLowerCase())) : rooms;
  return (
    <nav className="rooms" aria-label="Rooms" style={{ "--rooms": rooms.length } as CSSProperties}>
      <h2>Rooms{instance ? <span className="sr-only"> as {instance} knows them</span> : null}</h2>
      {rooms.length > MANY && (
        <input
          className="field rooms-find"
          type="search"
          aria-label="Find a room"
          placeholder="find a room"
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
      )}
      <ul aria-label="Rooms">
        {shown.slice(0, SHOWN).map((entry) => (
          <RoomItem key={entry.room} entry={entry} />
        ))}
        {shown.length > SHOWN && (
          <li className="rooms-rest soft">More rooms than these. Join any other by its name.</li>
        )}
      </ul>
      <NewRoom />
    </nav>
  );
}

function RoomItem({ entry }: { entry: RoomEntry }) {
  const page = usePage();
  const { room, people, unread, active, joined } = entry;
  return (
    <li className="room-item" data-joined={joined || undefined}>
      <button
        type="button"
        className="room-open"
        aria-current={active ? "page" : undefined}
        onClick={() => page.session.open(room)}
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
          onClick={() => page.rooms.leave(room)}
        >
          <Icon name="leave" />
        </button>
      )}
    </li>
  );
}

function NewRoom() {
  const page = usePage();
  const [error, setError] = useState("");
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const did = page.session.open(new FormData(form).get("room") as string);
    setError(did.ok ? "" : did.sentence);
    if (did.ok) form.reset();
  };
  return (
    <form className="new-room" onSubmit={onSubmit}>
      <input
        className="field"
        name="room"
        aria-label="Room to join"
        placeholder="room name"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        required
      />
      <button type="submit" className="button icon" aria-label="Join room">
        <Icon name="plus" />
      </button>
      {error && (
        <p className="bad" role="alert">
          {error}
        </p>
      )}
    </form>
  );
}
