// First: what components say in their own files wins.
import "../styles/tokens.css";
import "../styles/base.css";
import "../styles/controls.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Console } from "./Console.tsx";
import { createConsole } from "./create-console.ts";
import { ConsoleContext } from "./console-context.tsx";

const page = createConsole();
import.meta.hot?.dispose(() => page.close());

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <ConsoleContext value={page}>
      <Console />
    </ConsoleContext>
  </StrictMode>,
);
