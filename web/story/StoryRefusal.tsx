import { Modal } from "../page/Modal.tsx";
import { usePage } from "../page/page-context.tsx";
import { useValue } from "../page/use-value.tsx";

/** Why the story was not begun, or has ended. */
export function StoryRefusal() {
  const page = usePage();
  const now = useValue(page.story.now);
  if (now.kind !== "refused" && now.kind !== "lost") return null;
  const title = now.kind === "lost" ? "The story has ended" : "The story cannot be played now";
  return (
    <Modal title={title} place="middle" onClose={page.story.dismiss}>
      <p className="story-refusal">{now.sentence}</p>
    </Modal>
  );
}
