// First: what components say in their own files wins.
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./page/App.tsx";
import { PageContext } from "./page/page-context.tsx";
import { createPage } from "./page/create-page.ts";

// A balancer that takes turns leads every reload to the same instance where a page makes as many requests as there are
// instances, and this one makes three. One more or none: then it is chance, as among other people's requests.
if (Math.random() < 0.5) void fetch("/icon.svg", { cache: "no-store" }).catch(() => {});

const page = createPage();
import.meta.hot?.dispose(() => page.close());

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <PageContext value={page}>
      <App />
    </PageContext>
  </StrictMode>,
);
