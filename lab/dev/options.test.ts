import { expect, test } from "vitest";
import { devCommand } from "./options.ts";

test("without options: the lab where npm start has it", () => {
  expect(devCommand.read([])).toEqual({ lab: "http://localhost:8000", port: 5173 });
  expect(devCommand.read(["--lab", "http://127.0.0.1:9000/", "--port", "0"])).toEqual({
    lab: "http://127.0.0.1:9000",
    port: 0,
  });
});

test.each([
  [["--lab", "localhost:8000"], '--lab is "localhost:8000"; allowed: an address like http://localhost:8000'],
  [["--lab", "http://localhost:8000/chat"], "--lab is"],
  [["--port", "many"], '--port is "many"; allowed: a whole number from 0 to 65535'],
  [["--port", "65536"], "--port is"],
  [["--open"], "--open is not known; npm run dev -- --help lists the options"],
  [["web"], "npm run dev -- --help lists the options"],
])("%j is refused with a sentence", (args, sentence) => {
  expect(() => devCommand.read(args)).toThrow(sentence);
});
