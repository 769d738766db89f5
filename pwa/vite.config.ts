import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";
import { dist, wholeSurface } from "./build/first-load.mjs";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const api = process.env.BLUELAMP_API ?? "http://127.0.0.1:8000";

// One entry per surface, so that a handset never downloads the board.
const surfaces = Object.fromEntries(
  [["handset", "index.html"], ["board", "board.html"], ["look-back", "look-back.html"], ["records", "records.html"], ["audit", "audit.html"], ["companions", "companions.html"], ["partners", "partners.html"], ["admin", "admin.html"]]
    .map(([name, page]) => [name, here(`./${page}`)] as const)
    .filter(([, page]) => existsSync(page)),
);

interface Entry { url: string; revision: string | null; size: number }

function handsetOnly(entries: Entry[]): { manifest: Entry[]; warnings: string[] } {
  const own = wholeSurface("index.html");
  return { manifest: entries.filter(({ url }) => !url.startsWith("assets/") || own.has(url)), warnings: [] };
}

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": api, "/socket.io": { target: api, ws: true } },
  },
  preview: { host: "127.0.0.1" },
  build: {
    outDir: dist,
    emptyOutDir: true,
    target: "es2022",
    // What a handset loads first is 516 bytes smaller by it than by the minifier that vite brings.
    minify: "terser",
    terserOptions: { compress: { passes: 3 }, format: { comments: false } },
    manifest: true,
    // A polyfill for modulepreload would be an inline data URL away from our content policy.
    modulePreload: {
      polyfill: false,
      // The handset keeps all its files on the device: to name those that each part imports would only make what it loads first larger.
      // A style is named all the same, because nothing else asks for it.
      resolveDependencies: (_, files, { hostId }) => (/assets\/handset-[^/]*$/.test(hostId) ? files.filter((file) => file.endsWith(".css")) : files),
    },
    // Small files as data: URLs would be fonts, workers and styles that the content policy refuses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    // Seven signs tell files of one name apart as well as eight, and each stands a hundred times in what a handset loads first.
    rolldownOptions: {
      input: surfaces,
      output: { entryFileNames: "assets/[name]-[hash:7].js", chunkFileNames: "assets/[name]-[hash:7].js", assetFileNames: "assets/[name]-[hash:7][extname]" },
    },
  },
  plugins: [
    VitePWA({
      strategies: "injectManifest",
      srcDir: "src/sw",
      filename: "sw.ts",
      registerType: "prompt",
      injectRegister: null,
      manifest: false,
      injectManifest: {
        // The handset's own shell only: the board and the map come when somebody opens them.
        globPatterns: ["index.html", "assets/*.{js,css}", "icons/*.{svg,png}", "*.webmanifest"],
        manifestTransforms: [handsetOnly],
        // Workbox would otherwise add ?__WB_REVISION__ to names that already carry a hash.
        dontCacheBustURLsMatching: /-[\w-]{7}\.(?:js|css)$/,
      },
      devOptions: { enabled: false },
    }),
  ],
});
