import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const EVERY_MS = 10_000;

// Loaded into a process that is measured: the memory that it uses is then what it holds. By itself V8 leaves small garbage
// in the old generation for many minutes, which looks like a leak.
setFlagsFromString("--expose-gc");
const collect = /** @type {() => void} */ (runInNewContext("gc"));
setInterval(collect, EVERY_MS).unref();
