import express, { type ErrorRequestHandler, type Express } from "express";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { RequestSchemas } from "../../protocol/requests.ts";
import type { ChatServer } from "../chat-io.ts";
import type { Instance } from "../instance.ts";
import type { NoteCut } from "../message/answer-bytes.ts";
import type { RoomStore } from "../room/room-store.ts";
import type { Settings } from "../settings/settings.ts";
import { createTokenBuckets } from "../connection/token-bucket.ts";
import { networkOf, type ClientAddress } from "./client-address.ts";
import { health } from "./health.ts";
import { instanceReport } from "./instance-report.ts";
import { page } from "./page.ts";
import { securityHeaders } from "./security-headers.ts";

interface AppOptions {
  io: ChatServer;
  rooms: RoomStore;
  instance: Instance;
  settings: Settings;
  schemas: RequestSchemas;
  registry: Registry;
  isFull: () => boolean;
  addressOf: ClientAddress;
  onReportRefused: (address: string) => void;
  noteCut: NoteCut;
  log: Logger;
}

/** Everything over plain HTTP; `/socket.io/` never comes here. */
export function createApp(options: AppOptions): Express {
  const { io, rooms, instance, settings, schemas, registry, isFull, addressOf, onReportRefused, noteCut, log } =
    options;
  const app = express().disable("x-powered-by").disable("etag").set("query parser", "simple");
  app.use(securityHeaders(settings.controlUrl));
  app.get("/health", health(io, rooms, instance, settings, isFull));
  const { reportsPerSecond } = settings;
  const buckets = createTokenBuckets({ perSecond: reportsPerSecond, burst: 4 * reportsPerSecond });
  app.use(["/api/instance", "/metrics"], (request, response, next) => {
    const address = networkOf(addressOf(request));
    if (buckets.of(address).take()) return next();
    onReportRefused(address);
    response
      .status(429)
      .set({ "Retry-After": "1", "Cache-Control": "no-store" })
      .type("text/plain")
      .send("Too often.\n");
  });
  app.get("/api/instance", instanceReport(io, rooms, instance, settings, schemas, noteCut));
  app.get("/metrics", async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });
  app.use(page(settings.webDir));
  app.use((_request, response) => {
    response.status(404).type("text/plain").send("There is nothing here.\n");
  });
  const answerError: ErrorRequestHandler = (err: { status?: number }, request, response, next) => {
    const status = err.status ?? 500;
    if (status >= 500) log.error({ err, path: request.path }, "request failed");
    if (response.headersSent) return next(err);
    response
      .status(status)
      .type("text/plain")
      .send(status >= 500 ? "This failed.\n" : "This cannot be answered.\n");
  };
  app.use(answerError);
  return app;
}
