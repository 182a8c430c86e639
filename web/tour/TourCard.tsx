import { Check, X } from "lucide-react";
import { useState } from "react";
import { usePage, useSlice } from "../page-context.ts";
import type { TourStep } from "../state/tour/tour-state.ts";
import { Sentence } from "../Sentence.tsx";
import "./TourCard.css";

/** Three first steps, each ticked off once it has been observed. */
export function TourCard() {
  const page = usePage();
  const tour = useSlice(page.tour, (state) => state);
  if (tour.dismissed || tour.steps.length === 0) return null;
  const next = tour.steps.findIndex((step) => !step.done);
  const current = next === -1 ? tour.steps.length - 1 : next;
  return (
    <section className="tour" aria-label="First steps">
      <ol>
        {tour.steps.map((step, index) => (
          <li
            key={step.id}
            className="tour-step"
            data-done={step.done || undefined}
            data-current={index === current || undefined}
          >
            <span className="tour-number" aria-hidden="true">
              {step.done ? <Check /> : index + 1}
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
        onClick={page.actions.dismissTour}
      >
        <X aria-hidden="true" />
      </button>
    </section>
  );
}

/** Points at the real thing. */
function StepHelp({ id }: { id: TourStep["id"] }) {
  const page = usePage();
  const room = useSlice(page.room, (state) => state.room);
  const hasSwitch = useSlice(page.lab, (lab) => lab.stickiness !== null);
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
