import { lazy, Suspense, useEffect, useState } from "react";
import { LabDrawer } from "../lab/LabDrawer.tsx";
import { PathStrip } from "../path/PathStrip.tsx";
import { FourQuestions } from "../questions/FourQuestions.tsx";
import { ChatPane } from "../room/ChatPane.tsx";
import { RoomList } from "../room/RoomList.tsx";
import { JoinForm } from "../session/JoinForm.tsx";
import { StoryRefusal } from "../story/StoryRefusal.tsx";
import { Header } from "./Header.tsx";
import { Notices } from "./Notices.tsx";
import { usePage } from "./page-context.tsx";
import { Sheet } from "./Sheet.tsx";
import { SidePanel } from "./SidePanel.tsx";
import { useMediaQuery } from "./use-media-query.tsx";
import { useValue } from "./use-value.tsx";
import "./App.css";

/** Not a part of the first load: most visits begin without it. */
const Story = lazy(() => import("../story/Story.tsx"));

export function App() {
  const page = usePage();
  const stage = useValue(page.session.stage);
  const story = useValue(page.story.now, ({ kind }) => kind);
  const opening = <p className="soft">Opening the stage …</p>;
  if (story === "resuming") return opening;
  if (story === "playing" || story === "recap") {
    return (
      <Suspense fallback={opening}>
        <Story />
      </Suspense>
    );
  }
  return (
    <>
      {stage === "form" ? <JoinForm /> : <Chat />}
      <StoryRefusal />
    </>
  );
}

function Chat() {
  const page = usePage();
  const isNarrow = useMediaQuery("(max-width: 900px)");
  const hasDetails = useValue(page.details.isOpen);
  const [isLabOpen, setLabOpen] = useState(false);
  useComposerKey();
  const side = isLabOpen ? "lab" : hasDetails ? "details" : "none";
  return (
    <div className="app" data-side={isNarrow ? "none" : side}>
      <a className="skip-link" href="#message">
        Skip to the message field
      </a>
      <Header
        isLabOpen={isLabOpen}
        onToggleLab={() => setLabOpen(!isLabOpen)}
        rooms={
          isNarrow && (
            <Sheet side="left" label="Rooms" icon="menu">
              <RoomList />
              <FourQuestions />
            </Sheet>
          )
        }
        side={
          isNarrow && (
            <Sheet side="right" label="Who and where" icon="people">
              <SidePanel />
            </Sheet>
          )
        }
      />
      {!isNarrow && (
        <div className="app-rooms">
          <RoomList />
          {hasDetails && <FourQuestions />}
        </div>
      )}
      <main className="app-chat">
        <ChatPane />
      </main>
      {!isNarrow && side === "details" && (
        <aside className="app-side" aria-label="Who and where">
          <SidePanel />
        </aside>
      )}
      {isLabOpen && <LabDrawer onClose={() => setLabOpen(false)} />}
      <footer className="app-foot">
        <PathStrip />
      </footer>
      <Notices />
    </div>
  );
}

/** One key leads to the message field, from wherever nothing is being written. */
function useComposerKey() {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isWriting = (event.target as HTMLElement).matches("input, textarea, select");
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isWriting) return;
      event.preventDefault();
      document.getElementById("message")?.focus();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}
