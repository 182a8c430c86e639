import { describe, expect, it } from "vitest";
import { elbResponse, isPaddedFor, responseText } from "./elb-response.ts";

describe("a response that the balancer makes itself (R8.1)", () => {
  it.each([
    [400, "Bad Request", 122],
    [502, "Bad Gateway", 122],
    [503, "Service Temporarily Unavailable", 162],
    [504, "Gateway Time-out", 132],
  ])("of %i has the captured phrase and length", (status, phrase, length) => {
    const { headers, body, ...rest } = elbResponse(status, { nowMs: 0, isPadded: false });
    expect(rest).toEqual({ status, phrase });
    expect(body).toHaveLength(length);
    expect(headers[headers.indexOf("Content-Length") + 1]).toBe(String(length));
  });

  it.each([400, 405, 408, 414, 463, 501, 502, 503, 504])("of %i measures its own body", (status) => {
    const { headers, body } = elbResponse(status, { nowMs: 0, isPadded: false });
    expect(headers[headers.indexOf("Content-Length") + 1]).toBe(String(body.length));
    expect(body).toContain(`<title>${status}`);
  });

  it("is byte for byte the captured 503", () => {
    const nowMs = Date.UTC(2026, 3, 25, 16, 45, 16);
    expect(responseText(elbResponse(503, { nowMs, isPadded: false }), false)).toBe(
      [
        "HTTP/1.1 503 Service Temporarily Unavailable",
        "Server: awselb/2.0",
        "Date: Sat, 25 Apr 2026 16:45:16 GMT",
        "Content-Type: text/html",
        "Content-Length: 162",
        "Connection: close",
        "",
        "<html>",
        "<head><title>503 Service Temporarily Unavailable</title></head>",
        "<body>",
        "<center><h1>503 Service Temporarily Unavailable</h1></center>",
        "</body>",
        "</html>",
        "",
      ].join("\r\n"),
    );
  });

  it.each([
    ["Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36", 402],
    ["Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1)", 402],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", 0],
    ["Opera/9.80 (compatible; MSIE 8.0)", 0],
    ["curl/8.5.0", 0],
    [undefined, 0],
  ])("for %j is %i bytes longer than for others (inferred)", (userAgent, more) => {
    const length = (isPadded: boolean) => elbResponse(502, { nowMs: 0, isPadded }).body.length;
    expect(length(isPaddedFor(userAgent)) - length(false)).toBe(more);
  });
});
