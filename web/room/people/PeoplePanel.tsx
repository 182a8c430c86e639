import { useState } from "react";
import { InstanceMark } from "../../instance/InstanceMark.tsx";
import { InstanceName } from "../../instance/InstanceName.tsx";
import { ActionChoice } from "../../lab/ActionChoice.tsx";
import { usePage } from "../../page/page-context.tsx";
import { useValue } from "../../page/use-value.tsx";
import { Popover } from "../../page/Popover.tsx";
import { Sentence } from "../../instance/Sentence.tsx";
import type { PersonElsewhere, PersonHere } from "./presence-groups.ts";
import "./PeoplePanel.css";

const SHOWN = 60;
/** From so many on, a person is found by typing. */
const MANY = 20;

/** Who is with me, and whom my instance does not know. */
export function PeoplePanel() {
  const page = usePage();
  const withYou = useValue(page.room.presence, ({ withYou }) => withYou);
  const outOfSight = useValue(page.room.presence, ({ outOfSight }) => outOfSight);
  const instance = useValue(page.room.instance);
  const isIn = useValue(page.room.isIn);
  const isAnswered = useValue(page.sightings.asking, (asking) => asking !== "failing");
  const isShared = useValue(page.prospect, ({ state }) => state === "redis");
  const [wanted, setWanted] = useState("");
  const isWanted = ({ name }: { name: string }) => name.toLowerCase().includes(wanted.toLowerCase());
  const here = wanted ? withYou.filter(isWanted) : withYou;
  const away = wanted ? outOfSight.filter(isWanted) : outOfSight;
  return (
    <section className="people" aria-label="People">
      <h2>People</h2>
      {withYou.length + outOfSight.length > MANY && (
        <input
          className="field people-find"
          type="search"
          aria-label="Find a person"
          placeholder="find a person"
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
      )}
      <h3 className="people-label">
        with you
        {!isIn ? null : isShared ? (
          ", on every instance"
        ) : instance ? (
          <>
            , on <InstanceName instance={instance} />
          </>
        ) : null}
      </h3>
      <ul aria-label="Members with you">
        {here.slice(0, SHOWN).map((person) => (
          <Here key={person.id} person={person} />
        ))}
      </ul>
      {!isIn && <p className="people-none soft">you are not in the room now</p>}
      <More count={here.length - SHOWN} />
      {!isShared && <h3 className="people-label">out of your sight</h3>}
      <ul aria-label="Members out of your sight">
        {away.slice(0, SHOWN).map((person) => (
          <Away key={person.id} person={person} />
        ))}
      </ul>
      <More count={away.length - SHOWN} />
      {outOfSight.length === 0 && !isShared && (
        <p className="people-none soft">
          {isAnswered ? "nobody, as far as was seen" : "not known: no instance answers"}
        </p>
      )}
    </section>
  );
}

function Here({ person }: { person: PersonHere }) {
  return (
    <li className="person">
      <span className="person-name">
        <bdi>{person.name}</bdi>
      </span>
      {person.isYou && <small className="soft">you</small>}
      {person.tabs > 1 && <small className="soft">{person.tabs} windows</small>}
      {person.typing && <small className="soft">typing …</small>}
    </li>
  );
}

function Away({ person }: { person: PersonElsewhere }) {
  const page = usePage();
  const hasLab = useValue(page.lab.state, (lab) => lab.status === "ready");
  const { name, isYou, instances } = person;
  const [where] = instances;
  const label = `Move me to ${name}'s instance`;
  return (
    <li className="person away">
      {instances.map((instance) => (
        <InstanceMark key={instance} instance={instance} />
      ))}
      <span className="person-name">
        <bdi>{name}</bdi>
      </span>
      <small className="soft person-where">
        <Sentence text={`${isYou ? "you, still counted " : ""}on ${instances.join(", ")}`} isPlain />
      </small>
      {hasLab && !isYou && where !== undefined && (
        <Popover
          label={`To ${name}`}
          className="link person-move"
          button={
            <>
              go there<span className="sr-only"> where {name} is</span>
            </>
          }
        >
          <ActionChoice action={{ type: "move", instance: where, person: name }} label={label} />
        </Popover>
      )}
    </li>
  );
}

function More({ count }: { count: number }) {
  return count > 0 ? <p className="people-none soft">and {count} more</p> : null;
}
