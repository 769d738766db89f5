// Walks through the officer's screens in Chromium against the made-up control room, takes pictures of
// each in every theme and size, and lets axe judge them: `node tests/look/look.mjs [folder] [filter]`.
import { mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { startControlRoom } from "../fakes/control-room.mjs";
import { steps } from "./steps.mjs";

const folder = process.argv[2] ?? "/tmp/look";
const only = process.argv[3] ?? "";
const onlySize = process.argv[4] ?? "";
const port = Number(process.env.PORT ?? 8151);
const axe = readFileSync(fileURLToPath(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url)), "utf8");
const sizes = [[390, 844, "handset"], [1024, 600, "mdt"], [1280, 800, "wide"], [390, 844, "large-text"]];
const themes = ["day", "night", "red"];
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
let wrong = 0;

async function judge(page, name) {
  for (const theme of themes) {
    await page.evaluate((chosen) => { document.documentElement.dataset.theme = chosen; }, theme);
    if (name.includes(only)) await page.screenshot({ path: `${folder}/${name}-${theme}.png` });
    const found = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: { type: "tag", values } }), tags);
    for (const violation of found.violations) {
      wrong++;
      console.log(`${name} ${theme}: ${violation.id}: ${violation.nodes.map((node) => `${node.target} ${node.any[0]?.message ?? ""}`).join(" | ")}`);
    }
  }
  const small = await page.evaluate(() => {
    const open = document.querySelector("dialog[open]");
    return [...(open ?? document).querySelectorAll("button, select, input, summary, a[href]")].filter((control) => {
      const box = control.getBoundingClientRect();
      return box.width > 0 && box.height < 55.5;
    }).map((control) => `${control.textContent?.slice(0, 30)} ${Math.round(control.getBoundingClientRect().height)} px`);
  });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (small.length) { wrong++; console.log(`${name}: targets under 56 px: ${small.join(", ")}`); }
  if (wide > 0) { wrong++; console.log(`${name}: scrolls sideways by ${wide} px`); }
}

for (const [width, height, size] of sizes.filter(([, , name]) => name.includes(onlySize))) {
  const room = await startControlRoom(port);
  const context = await browser.newContext({ viewport: { width, height }, geolocation: { longitude: -0.0465, latitude: 51.5276, accuracy: 8 }, permissions: ["geolocation"], bypassCSP: false, serviceWorkers: "block" });
  await context.addInitScript(axe);
  const page = await context.newPage();
  // Text at 200 %, as somebody sets it in the browser: every size in the styles is relative to it.
  if (size === "large-text") await page.addInitScript(() => addEventListener("DOMContentLoaded", () => { document.documentElement.style.fontSize = "200%"; }));
  page.on("console", (message) => { if (message.type() === "error") { console.log(`${size} console: ${message.text()}`); } });
  page.on("pageerror", (error) => { wrong++; console.log(`${size} error: ${error.message}`); });
  await steps({ page, room, origin: `http://127.0.0.1:${port}`, show: (name) => judge(page, `${size}-${name}`) });
  await context.close();
  await room.close();
}
await browser.close();
console.log(wrong ? `${wrong} findings` : "nothing found");
process.exit(wrong ? 1 : 0);
