import { expect, it } from "vitest";
import { redirectLocation } from "./redirect-location.ts";
import type { RedirectAction } from "./rule.ts";

const request = {
  scheme: "http" as const,
  host: "chat.example.com",
  path: "/rooms/a",
  query: "x=1&y=%20",
  listener: { protocol: "HTTP" as const, port: 8000 },
};

it.each<[string, Partial<RedirectAction["RedirectConfig"]>, string]>([
  ["to HTTPS", { Protocol: "HTTPS", Port: "443" }, "https://chat.example.com:443/rooms/a?x=1&y=%20"],
  ["to another host", { Host: "new.#{host}" }, "http://new.chat.example.com:8000/rooms/a?x=1&y=%20"],
  ["to a path below", { Path: "/new/#{path}" }, "http://chat.example.com:8000/new/rooms/a?x=1&y=%20"],
  ["with the query longer", { Path: "/x", Query: "#{query}&z=2" }, "http://chat.example.com:8000/x?x=1&y=%20&z=2"],
  ["without a query", { Path: "/x", Query: "" }, "http://chat.example.com:8000/x"],
  [
    "with all of it",
    { Path: "/#{protocol}/#{host}/#{port}" },
    "http://chat.example.com:8000/http/chat.example.com/8000?x=1&y=%20",
  ],
  ["with an unknown word left alone", { Path: "/#{user}" }, "http://chat.example.com:8000/#{user}?x=1&y=%20"],
])("%s", (_, config, expected) => {
  expect(redirectLocation({ StatusCode: "HTTP_301", ...config }, request)).toBe(expected);
});

it("fills in what the request says once, not what that says again", () => {
  const location = redirectLocation({ StatusCode: "HTTP_302", Path: "/go/#{path}" }, { ...request, path: "/#{host}" });
  expect(location).toBe("http://chat.example.com:8000/go/#{host}?x=1&y=%20");
});
