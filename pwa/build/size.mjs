// Fails the build when the handset's first load is over its budget (gzip, without the map).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { dist, firstLoad } from "./first-load.mjs";

const BUDGET = 60 * 1024;
const files = ["index.html", "sw.js", ...firstLoad("index.html")];
const sizes = files.map((name) => ({ name, gz: gzipSync(readFileSync(join(dist, name)), { level: 9 }).length }));
const total = sizes.reduce((sum, { gz }) => sum + gz, 0);
for (const { name, gz } of sizes) console.log(`${String(gz).padStart(7)}  ${name}`);
console.log(`${String(total).padStart(7)}  first load of the handset, gzip (budget ${BUDGET})`);
if (total > BUDGET) process.exit(1);
