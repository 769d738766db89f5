// Writes a .br and a .gz beside every text file of the build, so that the server sends them as they
// are: on a 400 kb/s link an uncompressed shell costs three more seconds.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { dist } from "./first-load.mjs";

const text = /\.(?:js|mjs|css|html|svg|json|webmanifest)$/;

const files = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((name) => text.test(name));
for (const name of files) {
  const path = join(dist, name);
  const bytes = readFileSync(path);
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
}
console.log(`precompressed ${files.length} files`);
