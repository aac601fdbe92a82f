// Copies the files that GraphiQL's page needs from node_modules to dist/, where build.rs finds them.
//
// assets.txt names them, one a line: package, version, file, integrity. A file whose bytes are not the
// pinned ones stops the build, so that what is embedded is what the page takes from the CDN otherwise.
// After an upgrade, `npm run pin` writes the new versions and integrities into assets.txt.

import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const list = join(here, "assets.txt");
const dist = join(here, "dist");
const pin = process.argv.includes("--pin");

function installed([name, , file]) {
  const folder = join(here, "node_modules", name);
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const source = join(folder, file);
  const integrity = "sha384-" + createHash("sha384").update(readFileSync(source)).digest("base64");
  return { source, line: [name, version, file, integrity] };
}

const pinned = readFileSync(list, "utf8").trim().split("\n").map((line) => line.split(" "));
const found = pinned.map(installed);

if (pin) {
  writeFileSync(list, found.map(({ line }) => line.join(" ") + "\n").join(""));
} else {
  found.forEach(({ line }, index) => {
    if (line.join(" ") !== pinned[index].join(" ")) {
      throw new Error(`assets.txt pins ${pinned[index].join(" ")}, installed is ${line.join(" ")}`);
    }
  });
}

for (const entry of readdirSync(dist).filter((name) => name !== ".gitignore")) {
  rmSync(join(dist, entry), { recursive: true });
}
for (const { source, line: [name, version, file] } of found) {
  const target = join(dist, `${name}@${version}`, file);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(source, target);
}
