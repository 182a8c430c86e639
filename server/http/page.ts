import compression from "compression";
import express, { type Router } from "express";
import path from "node:path";

const NO_BUILD =
  "The page has not been built: run `npm start`, or set WEB_DIR to the folder that holds its index.html.\n";

/** The built page. Files under `assets/` have a hash in their names and never change; all others are asked for anew. */
export function page(webDir: string): Router {
  const router = express.Router();
  router.use(compression());
  router.use(
    express.static(webDir, {
      setHeaders: (response, file) => {
        const isHashed = path.relative(webDir, file).startsWith(`assets${path.sep}`);
        response.set("Cache-Control", isHashed ? "public, max-age=31536000, immutable" : "no-cache");
      },
    }),
  );
  router.get("/", (_request, response) => {
    response.status(503).set("Cache-Control", "no-store").type("text/plain").send(NO_BUILD);
  });
  return router;
}
