import type { RequestHandler } from "express";

/** The page may load and talk to nothing but its own host and the lab's control API. */
export function securityHeaders(controlUrl: string): RequestHandler {
  return (request, response, next) => {
    const host = request.headers.host ?? "";
    // Older Safari does not count WebSocket as 'self'. A strange Host must not write into the policy.
    const sockets = /^[\w.:[\]-]+$/.test(host) ? ` ws://${host} wss://${host}` : "";
    const policy = [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "font-src 'self'",
      `connect-src 'self'${sockets}${controlUrl ? ` ${controlUrl}` : ""}`,
      "manifest-src 'self'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ];
    response.set({
      "Content-Security-Policy": policy.join("; "),
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer",
    });
    next();
  };
}
