import { describe, expect, it } from "vitest";
import { awsLocalCommand } from "./options.ts";

describe("npm run aws:local", () => {
  it.each([
    [[], { emulatorPort: 5555, fresh: false, startArgs: [] }],
    [["--emulator-port", "0", "--fresh"], { emulatorPort: 0, fresh: true, startArgs: [] }],
    [["--emulator-port=6000", "--open"], { emulatorPort: 6000, startArgs: ["--open"] }],
    [["--port", "9000", "--fresh", "--log-dir", "x"], { fresh: true, startArgs: ["--port=9000", "--log-dir=x"] }],
    [["--port=9000"], { startArgs: ["--port=9000"], lab: { port: 9000, controlPort: 8001 } }],
  ])("%j: takes what is its own and leaves the rest to npm start", (args, expected) => {
    expect(awsLocalCommand.read(args)).toMatchObject(expected);
  });

  it.each([["-1"], ["65536"], ["http"], [""]])("refuses the port %j", (port) => {
    expect(() => awsLocalCommand.read([`--emulator-port=${port}`])).toThrow(`--emulator-port is "${port}"; allowed:`);
  });

  it.each([
    [["--moto-port", "1"], "npm run aws:local -- --help lists the options"],
    [["--emulator", "1"], "--emulator is not known; did you mean --emulator-port?"],
    [["--port", "http"], '--port is "http"; allowed: a whole number from 0 to 65535'],
    [["--instances", "5"], "--instances is not possible with --follow, which takes it from the API"],
    [["--follow", "http://127.0.0.1:5000"], "--follow and --load-balancer are set by npm run aws:local itself"],
    [["--load-balancer", "chat"], "--follow and --load-balancer are set by npm run aws:local itself"],
  ])("refuses %j before anything is applied", (args, sentence) => {
    expect(() => awsLocalCommand.read(args)).toThrow(sentence);
  });
});
