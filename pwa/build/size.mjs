// Fails the build when the handset's first load is over its budget (gzip, without the map).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const BUDGET = 60 * 1024;
const dist = fileURLToPath(new URL("../dist", import.meta.url));
/** @type {Record<string, {file: string, css?: string[], imports?: string[]}>} */
const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8"));

/** Everything that the page loads before it can show anything. @param {string} entry @returns {Set<string>} */
function firstLoad(entry, seen = new Set()) {
  const chunk = manifest[entry];
  if (!chunk || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const css of chunk.css ?? []) seen.add(css);
  for (const next of chunk.imports ?? []) firstLoad(next, seen);
  return seen;
}

const files = ["index.html", "sw.js", ...firstLoad("index.html")];
const sizes = files.map((name) => ({ name, gz: gzipSync(readFileSync(join(dist, name)), { level: 9 }).length }));
const total = sizes.reduce((sum, { gz }) => sum + gz, 0);
for (const { name, gz } of sizes) console.log(`${String(gz).padStart(7)}  ${name}`);
console.log(`${String(total).padStart(7)}  first load of the handset, gzip (budget ${BUDGET})`);
if (total > BUDGET) process.exit(1);
