import type { PersonView } from "../../protocol/control/people.ts";
import { InstanceName } from "../instance/InstanceName.tsx";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import "./PeopleScreens.css";

const SHOWN = 6;

const ACTIONS = [
  { what: "drop", label: "Drop", title: "The connection breaks, and comes back by itself" },
  { what: "reload", label: "Reload", title: "The page is loaded again, with the same cookies" },
  { what: "forget", label: "New visitor", title: "The cookies are deleted, and the page is loaded again" },
  { what: "send-away", label: "Send away", title: "The window is closed, and this person is gone" },
] as const;

/** The simulated people of this room, each with the screen that this person sees, tinted by the instance that serves it. */
export function PeopleScreens() {
  const page = usePage();
  const room = useValue(page.room.name);
  const people = useValue(page.lab.state, (lab) => lab.people);
  const here = people.filter((person) => person.room === room);
  if (here.length === 0) return null;
  return (
    <section className="screens" aria-label="Screens of simulated people">
      {here.map((person) => (
        <Screen key={person.id} person={person} />
      ))}
    </section>
  );
}

function Screen({ person: { id, name, instance, state, problem, messages, received } }: { person: PersonView }) {
  const page = usePage();
  return (
    <article
      className="screen"
      aria-label={`${name}'s screen`}
      data-colour={instance === null ? undefined : page.colour(instance)}
    >
      <div className="screen-head">
        <span>
          <strong>{name}</strong> <small className="soft">simulated</small>
        </span>
        {instance === null ? <small className="soft">{state}</small> : <InstanceName instance={instance} />}
      </div>
      <ol aria-label={`What ${name} sees`}>
        {messages.slice(-SHOWN).map((message) => (
          <li key={message.id}>
            <strong>{message.name}</strong> {message.text}
          </li>
        ))}
        {messages.length === 0 && <li className="soft">{problem ?? `${received} messages so far`}</li>}
      </ol>
      <div className="screen-actions">
        {ACTIONS.map(({ what, label, title }) => (
          <button
            key={what}
            type="button"
            className="button small"
            title={title}
            disabled={state === "ended" && what !== "send-away"}
            onClick={() => page.lab.toPerson(id, what)}
          >
            {label}
          </button>
        ))}
      </div>
    </article>
  );
}
