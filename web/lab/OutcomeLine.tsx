import { Check, CircleDashed, LoaderCircle, X } from "lucide-react";
import { usePage, useSlice } from "../page-context.ts";
import { Sentence } from "../Sentence.tsx";

const ICONS = { running: LoaderCircle, observed: Check, unsure: CircleDashed, failed: X };

/** What the last run of an action was seen to do. */
export function OutcomeLine({ of: key }: { of: string }) {
  const page = usePage();
  const outcome = useSlice(page.lab, (lab) => lab.outcomes[key]);
  if (!outcome) return null;
  const Icon = ICONS[outcome.phase];
  return (
    <p className="outcome" data-phase={outcome.phase} role="status" aria-label="Outcome">
      <Icon aria-hidden="true" />{" "}
      <span>{outcome.phase === "running" ? "watching …" : <Sentence text={outcome.sentence} isPlain />}</span>
    </p>
  );
}
