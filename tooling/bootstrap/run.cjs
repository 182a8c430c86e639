// What every command begins with, in words that a Node of any age understands: says so when it is too old.
// usage: node tooling/bootstrap/run.cjs [FILE [arguments…]]   (see run-entry.js)
var oldest = require("../../package.json").engines.node.replace(">=", "");
var wanted = oldest.split(".").map(Number);
var present = process.versions.node.split(".").map(Number);

if (isLess(present[0], wanted[0]) || (present[0] === wanted[0] && isLess(present[1], wanted[1]))) {
  console.error(
    "Sticky Rooms needs Node " +
      oldest +
      " or later; this is " +
      process.versions.node +
      ". Get one at https://nodejs.org, or with nvm install --lts.",
  );
  process.exit(2);
}

void import("./run-entry.js");

/**
 * @param {number | undefined} a
 * @param {number | undefined} b
 */
function isLess(a, b) {
  return (a || 0) < (b || 0);
}
