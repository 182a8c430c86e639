import compression from "compression";
import express, { type Router } from "express";
import type { ServerResponse } from "node:http";
import path from "node:path";

const NO_BUILD =
  "The page has not been built: run `npm start`, or set WEB_DIR to the folder that holds its index.html.\n";

/** The built page, if there is one. Files under `assets/` have a hash in their names and never change; all others are asked for again. */
export function page(webDir: string): Router {
  const router = express.Router();
  router.use(compression());
  if (webDir)
    router.use(express.static(webDir, { setHeaders: (response, file) => setCaching(response, file, webDir) }));
  router.get("/", (_request, response) => {
    response.status(503).set("Cache-Control", "no-store").type("text/plain").send(NO_BUILD);
  });
  return router;
}

function setCaching(response: ServerResponse, file: string, webDir: string): void {
  const isHashed = path.relative(webDir, file).startsWith(`assets${path.sep}`);
  response.setHeader("Cache-Control", isHashed ? "public, max-age=31536000, immutable" : "no-cache");
}
