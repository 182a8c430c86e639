// First: what components say in their own files wins.
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./page/App.tsx";
import { PageContext } from "./page/page-context.tsx";
import { createPage } from "./page/create-page.ts";

// Round robin counts requests. A load whose requests are a multiple of the number of instances is led back to the same
// one, again and again where nobody else uses the load balancer. On AWS other people's requests and the turns of several
// nodes come between. Here it is one request more, or none, by chance: of two neighbouring numbers at most one is such
// a multiple, so that half of all loads at least are led elsewhere, for each number of instances and of requests.
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
