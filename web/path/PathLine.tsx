import { usePage, useSlice } from "../page-context.ts";
import { cookieProspect } from "../state/lab/cookie-prospect.ts";
import type { LabAction } from "../state/lab/lab-action.ts";
import { obstacleTo } from "../state/lab/lab-obstacles.ts";
import { Sentence } from "../Sentence.tsx";
import { pathSentence } from "./path-sentence.ts";

/** One line under the path: what the control under the pointer will do (or why it cannot), what the last one did, or where requests go. */
export function PathLine({ hint, isCut }: { hint: LabAction | null; isCut: boolean }) {
  const page = usePage();
  const connection = useSlice(page.session, (session) => session.connection);
  const hasCookie = useSlice(page.session, (session) => session.cookie.awsalb || session.cookie.awsalbcors);
  const stickiness = useSlice(page.lab, (lab) => cookieProspect(lab, connection.instance).stickiness);
  const mine = useSlice(page.lab, (lab) => cookieProspect(lab, connection.instance).mine);
  const told = useSlice(page.lab, (lab) => lab.latest);
  const obstacle = useSlice(page.lab, (lab) => hint && obstacleTo(hint, lab));
  const sentence = hint
    ? obstacle === null
      ? page.forecast(hint)
      : `Not from here: ${obstacle}.`
    : told
      ? told.phase === "running"
        ? "Watching what happens …"
        : told.sentence
      : pathSentence({ connection, hasCookie, stickiness, mine, isCut });
  return (
    <p id="path-line" className="path-line" data-phase={hint ? "forecast" : (told?.phase ?? "idle")}>
      <Sentence text={sentence} />
    </p>
  );
}
