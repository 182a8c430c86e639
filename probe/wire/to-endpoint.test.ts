import { describe, expect, it } from "vitest";
import { UserError } from "../../machine/user-error.ts";
import { toEndpoints } from "./to-endpoint.ts";

const hrefs = (value: string, path?: string) => toEndpoints(value, path).map(({ href }) => href);
const HOST = "https://chat.example.com";

describe("what people paste", () => {
  it.each([
    { what: "a host", value: HOST, is: [`${HOST}/socket.io/`] },
    {
      what: "no scheme",
      value: "chat.example.com",
      is: [`${HOST}/socket.io/`, "http://chat.example.com/socket.io/"],
    },
    {
      what: "no scheme, near",
      value: "localhost:3000",
      is: ["http://localhost:3000/socket.io/", "https://localhost:3000/socket.io/"],
    },
    {
      what: "an IPv6 address",
      value: "[::1]:3000",
      is: ["http://[::1]:3000/socket.io/", "https://[::1]:3000/socket.io/"],
    },
    { what: "an IPv6 address alone", value: "::1", is: ["http://[::1]/socket.io/", "https://[::1]/socket.io/"] },
    { what: "wss", value: "wss://chat.example.com", is: [`${HOST}/socket.io/`] },
    {
      what: "a URL from the network tab",
      value: `${HOST}/socket.io/?token=1&EIO=4&transport=polling&t=PZ1&sid=abc#top`,
      is: [`${HOST}/socket.io/?token=1`, `${HOST}/socket.io?token=1`],
    },
    { what: "a prefix", value: `${HOST}/app/socket.io`, is: [`${HOST}/app/socket.io/`, `${HOST}/app/socket.io`] },
    {
      what: "a namespace",
      value: `${HOST}/chat`,
      is: [`${HOST}/chat/`, `${HOST}/chat`, `${HOST}/chat/socket.io/`, `${HOST}/socket.io/`],
    },
    {
      what: "a page",
      value: `${HOST}/app/index.html`,
      is: [`${HOST}/app/index.html/`, `${HOST}/app/index.html`, `${HOST}/app/socket.io/`, `${HOST}/socket.io/`],
    },
  ])("$what", ({ value, is }) => {
    expect(hrefs(value)).toEqual(is);
  });

  it("takes --path at its word, but for the last slash", () => {
    expect(hrefs(`${HOST}/page`, "/ws")).toEqual([`${HOST}/ws/`, `${HOST}/ws`]);
  });

  it.each(["", "ftp://chat.example.com", "/chat", "a b", "https://"])("refuses %j", (value) => {
    expect(() => toEndpoints(value)).toThrow(UserError);
  });
});
