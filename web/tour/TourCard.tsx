import { useState } from "react";
import { OtherBrowserLink } from "../session/OtherBrowserLink.tsx";
import { Sentence } from "../instance/Sentence.tsx";
import { Icon } from "../page/Icon.tsx";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import { LESSON, SEVEN_STEPS, type StepId } from "./seven-steps.ts";
import "./TourCard.css";

/** Seven steps, one at a time: what was observed last, and what to do next. */
export function TourCard() {
  const page = usePage();
  const done = useValue(page.tour.done);
  const asked = useValue(page.tour.asked);
  const hasLab = useValue(page.lab.state, (lab) => lab.stickiness !== null);
  if (useValue(page.tour.dismissed)) return null;
  const next = SEVEN_STEPS.findIndex(({ id }) => (asked ? id === asked : !done.some((step) => step.id === id)));
  const step = SEVEN_STEPS[next];
  const last = done.at(-1);
  return (
    <section className="tour" aria-label="First steps">
      <ol className="tour-dots" aria-label={`${done.length} of ${SEVEN_STEPS.length} seen`}>
        {SEVEN_STEPS.map(({ id, title }, index) => {
          const isDone = done.some((one) => one.id === id);
          return (
            <li key={id} data-done={isDone || undefined} data-current={index === next || undefined} title={title}>
              <span className="sr-only">{isDone ? `Seen: ${title}` : title}</span>
            </li>
          );
        })}
      </ol>
      <p className="tour-words">
        {last && (
          <span className="tour-seen">
            <Icon name="check" /> <span className="sr-only">Seen: </span>
            <Sentence text={last.sentence} />
          </span>
        )}
        {step ? (
          <span>
            <strong>{next + 1}.</strong> {step.ask}. <StepHelp id={step.id} />{" "}
            {hasLab && (
              <button type="button" className="link" onClick={() => page.story.begin(next)}>
                Watch it
              </button>
            )}
          </span>
        ) : (
          <strong>{LESSON}</strong>
        )}
      </p>
      <button
        type="button"
        className="button icon plain"
        aria-label="Dismiss first steps"
        onClick={() => page.tour.dismiss(true)}
      >
        <Icon name="close" />
      </button>
    </section>
  );
}

/** Points at the real thing. */
function StepHelp({ id }: { id: StepId }) {
  const page = usePage();
  const room = useValue(page.room.name);
  const hasLab = useValue(page.lab.state, (lab) => lab.stickiness !== null);
  const [copied, setCopied] = useState(false);
  const href = `?room=${encodeURIComponent(room)}`;
  switch (id) {
    case "second-window":
      return (
        <a href={href} target="_blank" rel="noopener">
          Open it
        </a>
      );
    case "another-browser": {
      const copy = () =>
        void navigator.clipboard.writeText(new URL(href, location.href).href).then(() => setCopied(true));
      return (
        <>
          <OtherBrowserLink className="tour-other">Open one</OtherBrowserLink>{" "}
          <button type="button" className="link" onClick={copy}>
            {copied ? "Copied" : "Copy the address"}
          </button>
        </>
      );
    }
    case "default-transports":
      return (
        <button type="button" className="link" onClick={() => page.connection.setTransport("default")}>
          Choose it
        </button>
      );
    case "off-and-reload":
    case "shared-state":
      return hasLab ? <ShowSwitch label={id === "shared-state" ? "Shared state" : "Stickiness"} /> : null;
    default:
      return null;
  }
}

function ShowSwitch({ label }: { label: string }) {
  const show = () => document.querySelector<HTMLElement>(`[role="switch"][aria-label="${label}"]`)?.focus();
  return (
    <button type="button" className="link" onClick={show}>
      Show me the switch
    </button>
  );
}
