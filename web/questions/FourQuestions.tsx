import { Check, CircleDashed, Dices, X } from "lucide-react";
import { usePage, useSlice } from "../page-context.ts";
import { Sentence } from "../Sentence.tsx";
import { cookieProspect } from "../state/lab/cookie-prospect.ts";
import { fourAnswers, type Answer } from "../state/questions/four-answers.ts";
import "./FourQuestions.css";

const ICONS = { yes: Check, no: X, luck: Dices, unsure: CircleDashed };
const WORDS = { yes: "yes", no: "no", luck: "by luck", unsure: "not known" };

/** What holds now: two questions that stickiness decides, and two that it never does. They change with the switch. */
export function FourQuestions() {
  const page = usePage();
  const connection = useSlice(page.session, (session) => session.connection);
  const hasCookie = useSlice(page.session, (session) => session.cookie.awsalb || session.cookie.awsalbcors);
  const stickiness = useSlice(page.lab, (lab) => cookieProspect(lab, connection.instance).stickiness);
  const mine = useSlice(page.lab, (lab) => cookieProspect(lab, connection.instance).mine);
  const verdict = useSlice(page.sightings, (sightings) => sightings.verdict);
  const instances = useSlice(
    page.sightings,
    (sightings) => sightings.versions.filter(({ sight }) => sight !== "dead").length,
  );
  const [session, ownRoom, eachOther, survival] = fourAnswers({
    connection,
    hasCookie,
    stickiness,
    mine,
    verdict,
    instances,
  });
  return (
    <section className="questions" aria-label="What holds now">
      <h2>What holds now</h2>
      <h3>stickiness decides</h3>
      <dl>
        <Line answer={session} />
        <Line answer={ownRoom} />
      </dl>
      <h3>only shared state decides</h3>
      <dl>
        <Line answer={eachOther} />
        <Line answer={survival} />
      </dl>
    </section>
  );
}

function Line({ answer: { id, question, tone, because } }: { answer: Answer }) {
  const Icon = ICONS[tone];
  return (
    <div className="question" data-tone={tone} data-testid={`question-${id}`}>
      <dt>{question}</dt>
      <dd>
        <Icon aria-hidden="true" />
        <span className="sr-only">{WORDS[tone]}: </span>
        <span className="question-because">
          <Sentence text={because} isPlain />
        </span>
      </dd>
    </div>
  );
}
