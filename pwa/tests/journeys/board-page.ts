// Serves the built board under the product's own content policy and opens it before a made-up control room.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, chromium, type Page } from "playwright-core";
import { preview, type PreviewServer } from "vite";
import { type ControlRoom, openControlRoom, type RoomOptions } from "../fakes/city/room.ts";

const POLICY =
  "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; img-src 'self' data: blob:; style-src 'self'; font-src 'self'; manifest-src 'self'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types default";
const WEBGL = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"];
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Nothing here measures speed: what is right comes long before this, also on a machine that is several times slower. */
export const PATIENCE_MS = 90_000;

export interface Opened {
  page: Page;
  room: ControlRoom;
  /** What the browser complained of: refused scripts and styles, faults of the page. */
  complaints: string[];
}

export interface OpenOptions extends RoomOptions {
  theme?: "day" | "night" | "red";
  width?: number;
  height?: number;
  /** The map is drawn by the processor, at the price of all the rest together: only for whom it is about the map. */
  webgl?: boolean;
}

let server: PreviewServer;
const browsers = new Map<boolean, Browser>();

export async function startServer(): Promise<void> {
  server = await preview({ preview: { host: "127.0.0.1", port: 0, headers: { "Content-Security-Policy": POLICY } }, logLevel: "silent" });
}

export async function stopServer(): Promise<void> {
  for (const browser of browsers.values()) await browser.close();
  await server.close();
}

async function browserWith(webgl: boolean): Promise<Browser> {
  const known = browsers.get(webgl);
  if (known) return known;
  const args = ["--no-sandbox", ...(webgl ? WEBGL : ["--disable-gpu", "--disable-3d-apis"])];
  const browser = await chromium.launch({ executablePath: process.env["CHROMIUM_SHELL"] ?? process.env["CHROMIUM"] ?? "/usr/bin/chromium", args });
  browsers.set(webgl, browser);
  return browser;
}

export async function openBoard({ theme = "day", width = 1440, height = 900, webgl = false, ...options }: OpenOptions = {}): Promise<Opened> {
  const browser = await browserWith(webgl);
  const context = await browser.newContext({ viewport: { width, height }, serviceWorkers: "block" });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (said) => {
    if (said.type() === "error") complaints.push(said.text());
  });
  page.on("pageerror", (fault) => complaints.push(fault.message));
  await page.addInitScript((chosen) => localStorage.setItem("theme", chosen), theme);
  const room = await openControlRoom(page, options);
  const address = server.resolvedUrls?.local[0];
  await page.goto(`${address}board.html`);
  return { page, room, complaints };
}

/** What axe finds by the rules of WCAG 2.2 AA, one line each. */
export async function findings(page: Page): Promise<string[]> {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  // The policy lets no test write a script into the page, so axe comes the browser's way; and only where it is asked.
  await page.evaluate(`(() => { if (!globalThis.axe) { ${axe} } })()`);
  const result = await page.evaluate(
    (values) =>
      (
        globalThis as unknown as {
          axe: { run: (on: Document, how: object) => Promise<{ violations: { id: string; nodes: { target: string[] }[] }[] }> };
        }
      ).axe.run(document, { runOnly: { type: "tag", values } }),
    tags,
  );
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

export async function close({ page, room }: Opened): Promise<void> {
  room.stop();
  await page.context().close();
}
