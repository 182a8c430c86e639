import { Icon } from "../page/Icon.tsx";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";

interface StoryButtonProps {
  className?: string;
  /** The nickname that stands in the form. */
  who?(): string;
}

/** Begins the story; it names why, where it cannot be played. */
export function StoryButton({ className = "button", who }: StoryButtonProps) {
  const page = usePage();
  const isStarting = useValue(page.story.now, ({ kind }) => kind === "starting");
  return (
    <button
      type="button"
      className={className}
      title="Seven scenes in this lab, with simulated people; the lab is put back afterwards"
      disabled={isStarting}
      onClick={() => page.story.begin(0, who?.().trim())}
    >
      <Icon name="play" />
      Watch it happen
    </button>
  );
}
