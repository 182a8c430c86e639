import { useState } from "react";
import { ChatPane } from "../room/ChatPane.tsx";
import { Header } from "./Header.tsx";
import { JoinForm } from "../session/JoinForm.tsx";
import { LabDrawer } from "../lab/LabDrawer.tsx";
import { Notices } from "./Notices.tsx";
import { usePage } from "./page-context.tsx";
import { useValue } from "./use-value.tsx";
import { PathStrip } from "../path/PathStrip.tsx";
import { FourQuestions } from "../questions/FourQuestions.tsx";
import { RoomList } from "../room/RoomList.tsx";
import { Sheet } from "./Sheet.tsx";
import { SidePanel } from "./SidePanel.tsx";
import { useMediaQuery } from "./use-media-query.tsx";
import "./App.css";

export function App() {
  const page = usePage();
  const stage = useValue(page.session.stage);
  return stage === "form" ? <JoinForm /> : <Chat />;
}

function Chat() {
  const isNarrow = useMediaQuery("(max-width: 900px)");
  const [isLabOpen, setLabOpen] = useState(false);
  return (
    <div className="app">
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
          <FourQuestions />
        </div>
      )}
      <main className="app-chat">
        <ChatPane />
      </main>
      {!isNarrow && (
        <aside className="app-side" aria-label="Who and where">
          <SidePanel />
        </aside>
      )}
      <footer className="app-foot">
        {isLabOpen && <LabDrawer onClose={() => setLabOpen(false)} />}
        <PathStrip />
      </footer>
      <Notices />
    </div>
  );
}
