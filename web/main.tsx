// First: what components say in their own files wins.
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";
import { PageContext } from "./page-context.ts";
import { createPage } from "./state/create-page.ts";

const page = createPage();
import.meta.hot?.dispose(() => page.close());

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <PageContext value={page}>
      <App />
    </PageContext>
  </StrictMode>,
);
