import { readFileSync } from "node:fs";
import path from "node:path";
import express, { type Router } from "express";
import { CONSOLE_PAGE, PAGE_FOLDER } from "../../../machine/build/build.ts";

const NO_BUILD = "The console is still being built: load this page again in a moment.\n";

/** The console, as built: `GET /`. It loads and talks to nothing but the control API itself. */
export function consolePage(): Router {
  const router = express.Router();
  router.get("/", (_request, response) => {
    response.set({
      "Content-Security-Policy":
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      "Referrer-Policy": "no-referrer",
    });
    try {
      response.type("html").send(readFileSync(CONSOLE_PAGE));
    } catch {
      response.status(503).type("text/plain").send(NO_BUILD);
    }
  });
  router.use(
    "/assets",
    express.static(path.join(PAGE_FOLDER, "assets"), { immutable: true, maxAge: "1y", index: false }),
  );
  router.get("/icon.svg", (_request, response) => {
    response.sendFile(path.join(PAGE_FOLDER, "icon.svg"));
  });
  return router;
}
