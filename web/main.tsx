// First: what components say in their own files wins.
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./page/App.tsx";
import { PageContext } from "./page/page-context.tsx";
import { createPage } from "./page/create-page.ts";

const page = createPage();
import.meta.hot?.dispose(() => page.close());

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <PageContext value={page}>
      <App />
    </PageContext>
  </StrictMode>,
);
