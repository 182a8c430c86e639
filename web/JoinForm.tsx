import type { ChatState } from "./state/chat.ts";
import { cleanRoomName } from "./state/page-url.ts";

export function JoinForm({ state, onEnter }: { state: ChatState; onEnter: (name: string, room: string) => void }) {
  return (
    <form
      className="join"
      onSubmit={(event) => {
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        onEnter((data.get("name") as string).trim(), cleanRoomName(data.get("room") as string));
      }}
    >
      <h1>Sticky Rooms</h1>
      <label>
        Nickname <input name="name" defaultValue={state.name} required maxLength={64} />
      </label>
      <label>
        Room <input name="room" defaultValue={state.room} required maxLength={64} />
      </label>
      {state.problem && <p role="alert">{state.problem}</p>}
      <button type="submit">Join</button>
    </form>
  );
}
