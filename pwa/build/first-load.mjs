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

/**
 * The same, and what the page may load later and is kept for a start without signal. The map's engine is not: it is five times the
 * app, its tiles need the network anyway, and without it the same is drawn to scale. @param {string} page @returns {Set<string>}
 */
export function wholeSurface(page) {
  const manifest = readManifest();
  const engine = manifest["src/map/engine.ts"];
  const kept = { ...manifest };
  delete kept["src/map/engine.ts"];
  const files = collect(kept, page, new Set(), true);
  for (const file of [engine?.file, ...(engine?.css ?? [])]) if (file) files.delete(file);
  return files;
}

/** @param {Manifest} manifest @param {string} entry @param {Set<string>} files @param {boolean} later @returns {Set<string>} */
function collect(manifest, entry, files, later) {
  const chunk = manifest[entry];
  if (!chunk || files.has(chunk.file)) return files;
  files.add(chunk.file);
  for (const css of chunk.css ?? []) files.add(css);
  for (const next of [...(chunk.imports ?? []), ...((later && chunk.dynamicImports) || [])]) collect(manifest, next, files, later);
  return files;
}
