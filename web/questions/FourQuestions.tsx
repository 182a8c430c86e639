import { Icon } from "../page/Icon.tsx";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import { Sentence } from "../instance/Sentence.tsx";
import { affinityAnswer, fourAnswers, type Answer } from "./four-answers.ts";
import "./FourQuestions.css";

const ICONS = { yes: "check", no: "close", luck: "luck", unsure: "dashed" } as const;
const WORDS = { yes: "yes", no: "no", luck: "by luck", unsure: "not known" };

/** What holds now: two questions that stickiness decides, and two that it never does. They change with the switch. */
export function FourQuestions() {
  const page = usePage();
  const prospect = useValue(page.prospect);
  const verdict = useValue(page.sightings.verdict);
  const instances = useValue(
    page.sightings.versions,
    (versions) => versions.filter(({ sight }) => sight !== "dead" && sight !== "stopped").length,
  );
  const own = useValue(page.windows.members);
  const isOwnWindows = useValue(page.room.presence, ({ withYou }) =>
    withYou.every(({ id, isYou }) => isYou || own.has(id)),
  );
  const view = { ...prospect, verdict, instances, isOwnWindows };
  const [session, ownRoom, eachOther, survival] = fourAnswers(view);
  const affinity = affinityAnswer(view);
  return (
    <section className="questions" aria-label="Four answers">
      <h2>Four answers</h2>
      <h3>stickiness decides</h3>
      <dl>
        <Line answer={session} />
        <Line answer={ownRoom} />
      </dl>
      <h3>stickiness never decides</h3>
      <dl>
        <Line answer={eachOther} />
        <Line answer={survival} />
      </dl>
      {affinity && (
        <>
          <h3>affinity by room decides</h3>
          <dl>
            <Line answer={affinity} />
          </dl>
        </>
      )}
    </section>
  );
}

function Line({ answer: { id, question, tone, because } }: { answer: Answer }) {
  const icon = ICONS[tone];
  return (
    <div className="question" data-tone={tone} data-testid={`question-${id}`}>
      <dt>{question}</dt>
      <dd>
        <Icon name={icon} />
        <span className="sr-only">{WORDS[tone]}: </span>
        <span className="question-because">
          <Sentence text={because} isPlain />
        </span>
      </dd>
    </div>
  );
}
