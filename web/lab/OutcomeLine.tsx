import { Icon } from "../page/Icon.tsx";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import { Sentence } from "../instance/Sentence.tsx";

const ICONS = { running: "running", observed: "check", unsure: "dashed", failed: "close" } as const;

/** What the last run of an action was seen to do. */
export function OutcomeLine({ of: key }: { of: string }) {
  const page = usePage();
  const outcome = useValue(page.lab.state, (lab) => lab.outcomes[key]);
  if (!outcome) return null;
  const icon = ICONS[outcome.phase];
  return (
    <p className="outcome" data-phase={outcome.phase} role="status" aria-label="Outcome">
      <Icon name={icon} />{" "}
      <span>{outcome.phase === "running" ? "watching …" : <Sentence text={outcome.sentence} isPlain />}</span>
    </p>
  );
}
