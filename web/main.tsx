import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";
import { createChat } from "./state/chat.ts";
import "./styles.css";

const chat = createChat();
createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <App chat={chat} />
  </StrictMode>,
);
