// Times the handset's start without a network: `./run bench cold_start`.
import { chromium } from "playwright-core";
import { startControlRoom } from "../fakes/control-room.mjs";

const RUNS = 5;
const SLOWDOWN = Number(process.env.SLOWDOWN ?? 6);
const port = Number(process.env.PORT ?? 8159);
const origin = `http://127.0.0.1:${port}`;

const room = await startControlRoom(port);
room.bookOn();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const context = await browser.newContext({ viewport: { width: 390, height: 844 } });

async function prepare() {
  const page = await context.newPage();
  await page.goto(origin);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  for (let i = 0; i < 3; i++) room.task();
  await page.getByRole("button", { name: "Open and read" }).waitFor();
  await page.waitForTimeout(1_000);
  for (let i = 0; i < 3; i++) {
    await page.getByRole("button", { name: "Accept", exact: true }).click();
    await page.waitForTimeout(1_000);
  }
  await page.getByText("waiting").waitFor({ state: "detached" });
  await page.close();
}

/** Milliseconds from navigation until the brief stands, and until everything that an officer reads does. */
async function start(id) {
  const page = await context.newPage();
  const line = await context.newCDPSession(page);
  await line.send("Emulation.setCPUThrottlingRate", { rate: SLOWDOWN });
  await page.addInitScript(() => {
    const stands = { brief: ["#tasking-heading", ".risk-item"], all: ["#tasking-heading", ".risk-item", ".log li", ".contacts a[href^='tel:']"] };
    globalThis.stood = {};
    const look = () => {
      for (const [name, parts] of Object.entries(stands)) {
        if (!globalThis.stood[name] && parts.every((part) => document.querySelector(part))) globalThis.stood[name] = performance.now();
      }
      if (!globalThis.stood.all) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.goto(`${origin}/#/tasking/${id}`, { waitUntil: "commit" });
  await page.waitForFunction(() => globalThis.stood.all, undefined, { timeout: 30_000 });
  const stood = await page.evaluate(() => globalThis.stood);
  await page.close();
  return stood;
}

await prepare();
const [{ id }] = room.cards;
await room.close();
await context.setOffline(true);
const runs = [];
for (let i = 0; i < RUNS; i++) runs.push(await start(id));
await browser.close();

const middle = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
console.log(`Cold start without a network, ${SLOWDOWN} times CPU slowdown, ${RUNS} runs (milliseconds)`);
for (const [name, words] of [["brief", "grade, place and risk stand"], ["all", "and log and contacts"]]) {
  const values = runs.map((run) => run[name]);
  console.log(`${words.padEnd(30)} p50 ${Math.round(middle(values))}   worst ${Math.round(Math.max(...values))}`);
}
