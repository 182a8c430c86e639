import { InstanceLabel } from "../instance/InstanceLabel.tsx";
import { InstanceName } from "../instance/InstanceName.tsx";
import { countOf } from "../page/count-of.ts";
import { listNames } from "../page/list-names.ts";
import { usePage } from "../page/page-context.tsx";
import { missedMessages } from "./missed-messages.ts";
import type { Screen, ScreenMessage } from "./screens.ts";

/** The newest; older ones leave at the top. */
const SHOWN = 8;

interface PersonScreenProps {
  screen: Screen;
  all: readonly Screen[];
  /** Ids of what was said in this scene. */
  said: readonly string[];
  showsGone: boolean;
}

/** What one person sees, tinted by the instance that serves this person. */
export function PersonScreen({ screen, all, said, showsGone }: PersonScreenProps) {
  const page = usePage();
  const { name, who, instance, trouble, messages, foot } = screen;
  const missed = missedMessages(screen, all, said);
  const gone = messages.filter(({ isGone }) => isGone && showsGone);
  const here = messages.filter(({ isGone }) => !isGone);
  const newest = here.findLast(({ isOwn }) => isOwn);
  const reach =
    newest && all.filter((one) => one.messages.some(({ id, isGone }) => id === newest.id && !isGone)).length;
  return (
    <article
      className="story-screen"
      aria-label={`${name}'s screen`}
      data-colour={instance === null ? undefined : page.colour(instance)}
    >
      <h2>
        <strong>{name}</strong> <span className="soft">{who}</span>
        <span className="story-at">{instance === null ? "no instance" : <InstanceName instance={instance} />}</span>
      </h2>
      <ol aria-label={`What ${name} sees`}>
        {gone.slice(-SHOWN).map((message) => (
          <Line key={message.id} message={message} />
        ))}
        {gone.length > 0 && (
          <li className="story-missed">
            {countOf(gone.length, "message")} from before:{" "}
            {instance === null ? (
              "out of reach"
            ) : (
              <span className="story-whole">
                not on <InstanceLabel instance={instance} />
              </span>
            )}
          </li>
        )}
        {here.slice(-SHOWN).map((message) => (
          <Line key={message.id} message={message}>
            {message === newest && all.length > 1 && (
              <small className="soft">
                {message.instance} has it · {reach} of {all.length} people can see it
              </small>
            )}
          </Line>
        ))}
        {missed && (
          <li className="story-missed">
            never received: {countOf(missed.count, "message")} of {listNames(missed.names)}
          </li>
        )}
        {trouble === null && gone.length + here.length === 0 && <li className="soft">an empty room</li>}
        {trouble !== null && (
          <li className="story-trouble" data-bad={trouble.startsWith("Session ID unknown") || undefined}>
            {trouble}
          </li>
        )}
      </ol>
      <p className="story-cookie soft">{foot}</p>
    </article>
  );
}

function Line({ message, children }: { message: ScreenMessage; children?: React.ReactNode }) {
  return (
    <li data-gone={message.isGone || undefined} data-own={message.isOwn || undefined}>
      <strong>{message.name}</strong> {message.isGone ? <s>{message.text}</s> : message.text}
      {children}
    </li>
  );
}
