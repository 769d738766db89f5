// Which files a page loads before it can show anything, from Vite's own manifest.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const dist = fileURLToPath(new URL("../dist", import.meta.url));

/** @typedef {Record<string, {file: string, css?: string[], imports?: string[]}>} Manifest */

/** @param {string} page @returns {Set<string>} */
export function firstLoad(page) {
  /** @type {Manifest} */
  const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8"));
  return collect(manifest, page, new Set());
}

/** @param {Manifest} manifest @param {string} entry @param {Set<string>} files @returns {Set<string>} */
function collect(manifest, entry, files) {
  const chunk = manifest[entry];
  if (!chunk || files.has(chunk.file)) return files;
  files.add(chunk.file);
  for (const css of chunk.css ?? []) files.add(css);
  for (const next of chunk.imports ?? []) collect(manifest, next, files);
  return files;
}
