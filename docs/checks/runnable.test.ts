import { expect, it } from "vitest";
import { runnableLine, treatmentOf } from "./runnable.ts";

it.each(["rm -rf /", "ls", "brew install chromium", "wget http://localhost:8000/"])(
  "has no treatment for %s",
  (line) => {
    expect(treatmentOf(line)).toBeNull();
  },
);

it.each(["terraform apply", "STATE=redis docker compose up", "npm start -- --instances 5", "sudo apt-get install x"])(
  "leaves out %s, with a reason",
  (line) => {
    expect(treatmentOf(line)).toEqual({ run: false, because: expect.stringMatching(/\w{3}/) });
  },
);

it("runs requests against the lab that it is given, and lets no error answer pass", () => {
  const lab = { url: "http://localhost:1234", controlUrl: "http://127.0.0.1:5678" };
  expect(treatmentOf("curl http://localhost:8000/health")).toEqual({ run: true });
  expect(runnableLine("curl -s http://localhost:8000/health", lab)).toBe(
    "curl -sS --fail -s http://localhost:1234/health",
  );
  expect(runnableLine("curl -N http://127.0.0.1:8001/events", lab)).toBe(
    "curl -sS --fail --max-time 1 -N http://127.0.0.1:5678/events",
  );
});
