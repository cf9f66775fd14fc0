#!/usr/bin/env node
// Runs the program that one of the packages in optionalDependencies holds: npm installs the one
// for this system and processor.
"use strict";

const { spawnSync } = require("node:child_process");

const target = `${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "tightlip.exe" : "tightlip";

let program;
try {
  program = require.resolve(`@tightlip/${target}/${file}`);
} catch {
  console.error(
    `error: the package @tightlip/${target} is not installed: either there is none for this ` +
      "system, or npm was told to leave optional dependencies out",
  );
  process.exit(2);
}

const ran = spawnSync(program, process.argv.slice(2), { stdio: "inherit" });
if (ran.error) {
  console.error(`error: cannot run ${program}: ${ran.error.message}`);
  process.exit(2);
}
if (ran.signal) {
  process.kill(process.pid, ran.signal);
}
process.exit(ran.status ?? 2);
