import { Sentence } from "../instance/Sentence.tsx";
import { Icon } from "../page/Icon.tsx";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";
import { LESSON, type StepId } from "../tour/seven-steps.ts";

const PARTS: { title: string; tone: "good" | "bad"; lines: { step: StepId; says: string }[] }[] = [
  {
    title: "Stickiness decides",
    tone: "good",
    lines: [
      { step: "second-window", says: "Windows of one browser come to one instance." },
      {
        step: "off-and-reload",
        says: "After a reload you are back with your own history; without it you were elsewhere.",
      },
      { step: "default-transports", says: "The default transports get a session; without it they did not." },
    ],
  },
  {
    title: "Stickiness does not decide",
    tone: "bad",
    lines: [
      { step: "another-browser", says: "Two browsers on two instances do not see each other." },
      { step: "kill", says: "What an instance held in memory ends with it." },
    ],
  },
  {
    title: "Shared state decides",
    tone: "good",
    lines: [{ step: "shared-state", says: "Everybody is in one room, on any instance." }],
  },
];

/** What the seven scenes came to: only what was observed is ticked, with what it was. */
export function StoryRecap() {
  const page = usePage();
  const seen = useValue(page.story.seen);
  return (
    <div className="story-recap">
      <p className="story-lesson">{LESSON}</p>
      <div className="story-parts">
        {PARTS.map(({ title, tone, lines }) => (
          <section key={title} data-tone={tone} aria-label={title}>
            <h2>{title}</h2>
            <ul>
              {lines.map(({ step, says }) => {
                const observed = seen[step];
                return (
                  <li key={step}>
                    <Icon name={observed ? "check" : "dashed"} />
                    <span>
                      <strong>{says}</strong>{" "}
                      <small className="soft">
                        {observed ? <Sentence text={observed} /> : "Not observed in this story."}
                      </small>
                    </span>
                  </li>
                );
              })}
            </ul>
          </section>
        ))}
      </div>
    </div>
  );
}
