import { cpSync } from "node:fs";
import path from "node:path";
import { defineConfig } from "vitepress";

const REPOSITORY = "https://github.com/sticky-rooms/sticky-rooms/blob/main/";

/** A row is read from its first line. A phone has no place for wide margins, a wide screen no need to break a name. */
const TABLES = `
.vp-doc table td { vertical-align: top }
@media (max-width: 640px) { .vp-doc table :is(th, td) { padding: 6px 8px } }
@media (min-width: 1280px) { .vp-doc table wbr { display: none } }`;

/** Pages whose table needs the place of the outline. */
const WIDE = ["matrix.md", "reference/metrics.md", "reference/settings.md"];

const link = (text: string, to: string) => ({ text, link: `/${to}` });

/** The documentation site: `npm run site`. Pages are read on GitHub too, so links that leave docs/ lead there. */
export default defineConfig({
  title: "Sticky Rooms",
  description: "See, measure and diagnose what load-balancer stickiness does to a Socket.IO application",
  head: [["style", {}, TABLES]],
  // Programs, not pages.
  srcExclude: ["checks/**"],
  outDir: "../dist/docs",
  cacheDir: "../node_modules/.cache/vitepress",
  cleanUrls: true,
  ignoreDeadLinks: "localhostLinks",
  transformPageData: (page) => {
    if (WIDE.includes(page.relativePath)) page.frontmatter["aside"] = false;
  },
  // A page links to this file.
  buildEnd: ({ srcDir, outDir }) => {
    const document = "reference/control-api.json";
    cpSync(path.join(srcDir, document), path.join(outDir, document));
  },
  markdown: {
    config: (markdown) => {
      // A path or a name in capitals may break after its parts: whole, it makes a table wider than a phone.
      const code = markdown.renderer.rules.code_inline!;
      markdown.renderer.rules.code_inline = (...args) => code(...args).replace(/(?<=>[^<]*)[/_](?=\w)/g, "$&<wbr>");
      const normalize = markdown.normalizeLink;
      let page = "";
      markdown.core.ruler.before(
        "inline",
        "page",
        ({ env }) => void (page = (env as { relativePath: string }).relativePath),
      );
      // A link to a file outside docs/ leads to GitHub, where that file is.
      markdown.normalizeLink = (url) => {
        const target = path.posix.join(path.posix.dirname(page), url);
        return normalize(url.startsWith("../") && target.startsWith("../") ? REPOSITORY + target.slice(3) : url);
      };
    },
  },
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    sidebar: [
      { text: "Start", items: [link("A tour of the lab", "tour"), link("The four questions", "four-questions")] },
      {
        text: "Do",
        items: [
          link("What should I do?", "what-should-i-do"),
          link("Your own application", "your-application"),
          link("The doctor", "doctor"),
          link("Rooms in Redis", "shared-state"),
          link("On AWS", "deploying"),
        ],
      },
      {
        text: "Look",
        items: [
          link("Operating and verifying", "verifying"),
          link("Read the logs", "logs"),
          link("Dashboards, metrics and traces", "observability"),
          link("With other clients", "other-clients"),
          link("Troubleshooting", "troubleshooting"),
        ],
      },
      {
        text: "Reference",
        items: [
          link("Commands", "reference/commands"),
          link("Settings of an instance", "reference/settings"),
          link("Events", "reference/events"),
          link("Control API", "reference/control-api"),
          link("Metrics", "reference/metrics"),
          link("Log lines", "reference/log-lines"),
        ],
      },
      {
        text: "Know",
        items: [
          link("The matrix", "matrix"),
          link("Faults", "faults"),
          link("Walks by chance", "walks"),
          link("What it costs", "performance"),
          link("Limits", "limits"),
          link("What an instance withstands", "trust"),
          link("Security", "security"),
          link("Design notes", "design"),
        ],
      },
    ],
  },
});
