import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import type { LabAction } from "../lab/lab-action.ts";
import { labForecast } from "../lab/lab-forecast.ts";
import { obstacleTo } from "../lab/lab-obstacles.ts";
import { Sentence } from "../instance/Sentence.tsx";
import { pathSentence } from "./path-sentence.ts";

/** One line under the path: what the control under the pointer will do (or why it cannot), what the last one did, or where requests go. */
export function PathLine({ hint, isCut }: { hint: LabAction | null; isCut: boolean }) {
  const page = usePage();
  const view = useValue(page.prospect);
  const told = useValue(page.lab.state, (lab) => lab.latest);
  const obstacle = useValue(page.lab.state, (lab) => hint && obstacleTo(hint, lab));
  const sentence = hint
    ? obstacle === null
      ? labForecast(hint, view)
      : `Not from here: ${obstacle}.`
    : told
      ? told.phase === "running"
        ? "Watching what happens …"
        : told.sentence
      : pathSentence({ ...view, isCut });
  return (
    <p id="path-line" className="path-line" data-phase={hint ? "forecast" : (told?.phase ?? "idle")}>
      <Sentence text={sentence} />
    </p>
  );
}
