import { useState } from "react";
import { Icon } from "../page/Icon.tsx";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import type { TourStep } from "./tour-steps.ts";
import { Sentence } from "../instance/Sentence.tsx";
import "./TourCard.css";

/** Three first steps, each ticked off once it has been observed. */
export function TourCard() {
  const page = usePage();
  const steps = useValue(page.tour.steps);
  if (useValue(page.tour.dismissed)) return null;
  const next = steps.findIndex((step) => !step.done);
  const current = next === -1 ? steps.length - 1 : next;
  return (
    <section className="tour" aria-label="First steps">
      <ol>
        {steps.map((step, index) => (
          <li
            key={step.id}
            className="tour-step"
            data-done={step.done || undefined}
            data-current={index === current || undefined}
          >
            <span className="tour-number" aria-hidden="true">
              {step.done ? <Icon name="check" /> : index + 1}
            </span>
            <span className="tour-words">
              {step.done && <span className="sr-only">Seen: </span>}
              <Sentence text={step.sentence} /> {!step.done && <StepHelp id={step.id} />}
            </span>
          </li>
        ))}
      </ol>
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
function StepHelp({ id }: { id: TourStep["id"] }) {
  const page = usePage();
  const room = useValue(page.room.name);
  const hasSwitch = useValue(page.lab.state, (lab) => lab.stickiness !== null);
  const [copied, setCopied] = useState(false);
  const href = `?room=${encodeURIComponent(room)}`;
  if (id === "second-window") {
    return (
      <a href={href} target="_blank" rel="noopener">
        Open it
      </a>
    );
  }
  if (id === "other-browser") {
    const copy = () =>
      void navigator.clipboard.writeText(new URL(href, location.href).href).then(() => setCopied(true));
    return (
      <button type="button" className="link" onClick={copy}>
        {copied ? "Copied" : "Copy the address"}
      </button>
    );
  }
  if (!hasSwitch) return null;
  return (
    <button
      type="button"
      className="link"
      onClick={() => document.querySelector<HTMLElement>('[role="switch"]')?.focus()}
    >
      Show me the switch
    </button>
  );
}
