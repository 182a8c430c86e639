import { InstanceName } from "../instance/InstanceName.tsx";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import type { Unheard } from "./unheard.ts";
import { countOf } from "../page/count-of.ts";
import "./UnheardStrip.css";

const clock = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hour12: false,
});
const SHOWN = 3;
/** So many bars stand for messages; more are only counted. */
const BARS = 8;

/** What is being said in this room where I cannot hear it: that it was said, by whom and when, never what. */
export function UnheardStrip() {
  const page = usePage();
  const unheard = useValue(page.sightings.unheard);
  const room = useValue(page.room.name);
  if (unheard.length === 0) return null;
  return (
    <section className="unheard" aria-label="Said where you cannot hear it">
      <ul>
        {unheard.slice(0, SHOWN).map((one) => (
          <UnheardLine key={one.instance} unheard={one} />
        ))}
      </ul>
      {unheard.length > SHOWN && (
        <p className="soft">
          and on {countOf(unheard.length - SHOWN, "more instance")} of #{room}
        </p>
      )}
    </section>
  );
}

function UnheardLine({ unheard: { instance, messages, isLeast, lastMessage } }: { unheard: Unheard }) {
  const page = usePage();
  const bars = Math.min(BARS, messages);
  return (
    <li className="unheard-line" data-colour={page.colour(instance)}>
      <InstanceName instance={instance} />
      <span className="unheard-bars" aria-hidden="true">
        {Array.from({ length: bars }, (_, index) => (
          // Keyed from the newest, so that it is the newest which comes in.
          <i key={messages - bars + index} data-width={(messages - bars + index) % 5} />
        ))}
      </span>
      <span className="unheard-words">
        {isLeast ? "more than " : ""}
        {countOf(messages, "message")} you cannot see
        <span className="soft">
          {" "}
          · <bdi>{lastMessage.name}</bdi>, {clock.format(lastMessage.at)}
        </span>
      </span>
    </li>
  );
}
