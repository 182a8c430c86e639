import { describe, expect, it } from "vitest";
import { parseAwsLocalOptions } from "./aws-local-options.ts";

describe("parseAwsLocalOptions", () => {
  it.each([
    [[], { emulatorPort: 5555, fresh: false, startArgs: [] }],
    [["--emulator-port", "0", "--fresh"], { emulatorPort: 0, fresh: true, startArgs: [] }],
    [["--emulator-port=6000", "--open"], { emulatorPort: 6000, startArgs: ["--open"] }],
    [["--port", "9000", "--fresh", "--log-dir", "x"], { fresh: true, startArgs: ["--port", "9000", "--log-dir", "x"] }],
    [["--port=9000", "--nonsense"], { startArgs: ["--port=9000", "--nonsense"] }],
  ])("%j: takes what is its own and leaves the rest to npm start", (args, expected) => {
    expect(parseAwsLocalOptions(args)).toMatchObject({ help: false, ...expected });
  });

  it.each([["-1"], ["65536"], ["http"], [""]])("refuses the port %j", (port) => {
    expect(() => parseAwsLocalOptions([`--emulator-port=${port}`])).toThrow(`--emulator-port is "${port}"; allowed:`);
  });

  it("explains itself", () => {
    expect(parseAwsLocalOptions(["--fresh", "--help"])).toEqual({ help: true });
  });
});
