// Packs npm packages: one for a system and processor that holds the program, and the one that
// people install.
//   node pack.mjs OUT linux-x64=PATH [darwin-arm64=PATH …]
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const [out, ...programs] = process.argv.slice(2);
if (!out || programs.length === 0) {
  console.error("usage: node pack.mjs OUT SYSTEM-PROCESSOR=PROGRAM …");
  process.exit(2);
}

const manifest = readFileSync(join(here, "../../Cargo.toml"), "utf8");
const version = /^version = "(.*)"$/m.exec(manifest)[1];
const work = mkdtempSync(join(tmpdir(), "tightlip-npm-"));
mkdirSync(out, { recursive: true });

function pack(folder, description) {
  writeFileSync(join(folder, "package.json"), JSON.stringify(description, null, 2) + "\n");
  for (const licence of ["LICENSE-MIT", "LICENSE-APACHE"]) {
    copyFileSync(join(here, "../..", licence), join(folder, licence));
  }
  execFileSync("npm", ["pack", "--silent", "--pack-destination", resolve(out)], { cwd: folder });
}

try {
  const main = JSON.parse(readFileSync(join(here, "tightlip/package.json"), "utf8"));
  main.version = version;
  for (const word of programs) {
    const [target, program] = word.split("=");
    const [os, cpu] = target.split("-");
    const folder = join(work, target);
    mkdirSync(folder);
    const file = os === "win32" ? "tightlip.exe" : "tightlip";
    copyFileSync(program, join(folder, file));
    chmodSync(join(folder, file), 0o755);
    const { license, engines } = main;
    pack(folder, {
      name: `@tightlip/${target}`,
      version,
      description: `tightlip for ${os} on ${cpu}`,
      license,
      engines,
      os: [os],
      cpu: [cpu],
      files: [file, "LICENSE-*"],
      preferUnplugged: true,
    });
    main.optionalDependencies[`@tightlip/${target}`] = version;
  }
  const folder = join(work, "tightlip");
  cpSync(join(here, "tightlip"), folder, { recursive: true });
  pack(folder, main);
} finally {
  rmSync(work, { recursive: true });
}
