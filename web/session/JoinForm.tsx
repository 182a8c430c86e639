import { useRef, type FormEvent } from "react";
import { InstanceName } from "../instance/InstanceName.tsx";
import { Term } from "../page/Term.tsx";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import type { RoomVersion } from "../sightings/room-versions.ts";
import { countOf } from "../page/count-of.ts";
import { StoryButton } from "../story/StoryButton.tsx";
import { Brand } from "../page/Brand.tsx";
import "./JoinForm.css";

/** Who and where; and below, what each instance holds of that room already. */
export function JoinForm() {
  const page = usePage();
  const name = useValue(page.rooms.name) || page.session.offered.name;
  const { room } = page.session.offered;
  const error = useValue(page.session.error);
  const form = useRef<HTMLFormElement>(null);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    page.session.enter({ name: data.get("name") as string, room: data.get("room") as string });
  };
  return (
    <main className="join">
      <form ref={form} className="join-card" onSubmit={onSubmit}>
        <h1>
          <Brand />
        </h1>
        <p className="join-what soft">{whatThisIs(useValue(page.sightings.versions))}</p>
        <label className="join-label">
          Nickname
          <input
            className="field"
            name="name"
            defaultValue={name}
            required
            autoComplete="nickname"
            // There is nothing else to do on this page.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            aria-invalid={error?.field === "name"}
            aria-describedby={error ? "join-error" : undefined}
          />
        </label>
        <label className="join-label">
          Room
          <input
            className="field"
            name="room"
            defaultValue={room}
            required
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            aria-invalid={error?.field === "room"}
            aria-describedby={error ? "join-error" : undefined}
          />
        </label>
        <p id="join-error" className="join-error bad" role="alert">
          {error?.sentence}
        </p>
        <button type="submit" className="button primary">
          Join
        </button>
        <StoryButton who={() => new FormData(form.current!).get("name") as string} />
        <p className="join-story soft">Seven scenes in this lab, two minutes; it is put back as it was.</p>
        <Elsewhere room={room} />
      </form>
    </main>
  );
}

/** The room as the instances hold it, asked in turn. */
function Elsewhere({ room }: { room: string }) {
  const page = usePage();
  const versions = useValue(page.sightings.versions);
  return (
    <section className="join-elsewhere" aria-label={`#${room} now`}>
      <h2>
        #{room} now, <Term word="instance">instance</Term> by instance
      </h2>
      <ul>
        {versions.map((version) => (
          <li key={version.instance}>
            <InstanceName instance={version.instance} />
            <span className="soft">{knownOf(version)}</span>
          </li>
        ))}
      </ul>
      {versions.length === 0 && <p className="soft">Looking …</p>}
    </section>
  );
}

const NUMBERS = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];

/** What this is, as far as was seen; neutral until then. */
function whatThisIs(versions: readonly RoomVersion[]): string {
  const states = new Set(versions.flatMap(({ state }) => state ?? []));
  const many = NUMBERS[versions.length] ?? String(versions.length);
  if (states.size !== 1 || versions.length < 2)
    return "A chat behind a load balancer: watch what its servers know of each other.";
  return states.has("redis")
    ? `${many} servers share this chat and one store: everybody is in the same room.`
    : `${many} servers share this chat and do not talk to each other; watch what that does.`;
}

function knownOf({ sight, room }: RoomVersion): string {
  if (sight === "dead") return "is dead";
  if (sight === "stopped") return "has stopped";
  if (sight === "unseen") return "has not answered yet";
  if (sight === "silent") return "does not answer";
  return room ? `${countOf(room.people, "person")}, ${countOf(room.messages, "message")}` : "does not hold it";
}
