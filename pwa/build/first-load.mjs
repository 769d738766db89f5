// Which files a page loads before it can show anything, from Vite's own manifest.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const dist = process.env.PWA_DIST ?? fileURLToPath(new URL("../dist", import.meta.url));

/** @typedef {Record<string, {file: string, css?: string[], imports?: string[], dynamicImports?: string[]}>} Manifest */

/** @returns {Manifest} */
const readManifest = () => JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8"));

/** @param {string} page @returns {Set<string>} */
export const firstLoad = (page) => collect(readManifest(), page, new Set(), false);

/** The same, and what the page may load later. @param {string} page @returns {Set<string>} */
export const wholeSurface = (page) => collect(readManifest(), page, new Set(), true);

/** @param {Manifest} manifest @param {string} entry @param {Set<string>} files @param {boolean} later @returns {Set<string>} */
function collect(manifest, entry, files, later) {
  const chunk = manifest[entry];
  if (!chunk || files.has(chunk.file)) return files;
  files.add(chunk.file);
  for (const css of chunk.css ?? []) files.add(css);
  for (const next of [...(chunk.imports ?? []), ...((later && chunk.dynamicImports) || [])]) collect(manifest, next, files, later);
  return files;
}
