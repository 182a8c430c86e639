// Runs a TypeScript entry file on a fresh clone that has only Node and npm: checks Node's version, installs the
// dependencies when they are missing or older than the lock file, then runs the file in this very process.
// usage: node bootstrap.js [FILE [arguments…]]   (without FILE it only installs)
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = path.dirname(fileURLToPath(import.meta.url));
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`Sticky Rooms needs Node 20.19 or later; this is ${process.versions.node}. Get one at https://nodejs.org`);
}

const installed = path.join(root, "node_modules", ".package-lock.json");
const lock = path.join(root, "package-lock.json");
if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
  process.stderr.write("installing dependencies (only this once) …\n");
  const npm = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (npm.status !== 0) {
    fail(
      "npm could not install the dependencies (its own words are above). Check the network or registry, then try again.",
    );
  }
}

const [entry, ...args] = process.argv.slice(2);
if (entry) {
  const file = path.resolve(root, entry);
  process.argv = [process.argv[0] ?? "node", file, ...args];
  const { register } = await import("tsx/esm/api");
  register();
  await import(pathToFileURL(file).href);
}

/** @param {string} sentence */
function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}
