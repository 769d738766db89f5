// Kills the browser in the middle of its writing, many times, and looks at what lies on the disk: `./run bench killed`.
//
// A made-up control room pours messages in and a hand taps; then SIGKILL, at a moment that nobody chose. The next browser on the
// same profile opens the store as a page of our origin may, and three things must hold: the number of the last message and the
// rows are of the same moment; no action that the officer was shown as kept is missing; and the app opens without a network.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { startControlRoom } from "../fakes/control-room.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 200);
const origin = `http://127.0.0.1:${Number(process.env.PORT ?? 8158)}`;
const profile = mkdtempSync(join(tmpdir(), "bluelamp-killed-"));
const room = await startControlRoom(Number(new URL(origin).port));
room.bookOn();

async function openBrowser() {
  rmSync(join(profile, "DevToolsActivePort"), { force: true });
  const args = ["--headless=new", "--no-sandbox", "--no-first-run", "--remote-debugging-port=0", `--user-data-dir=${profile}`, "about:blank"];
  // A group of its own, so that the kill takes every process of this browser and no other.
  const started = spawn(process.env.CHROMIUM ?? "/usr/bin/chromium", args, { detached: true, stdio: "ignore" });
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${await portOf()}`);
  return { browser, context: browser.contexts()[0], kill: () => killed(started) };
}

async function portOf() {
  for (let i = 0; i < 400; i++) {
    try {
      const port = readFileSync(join(profile, "DevToolsActivePort"), "utf8").split("\n")[0];
      if (port) return port;
    } catch { /* not there yet */ }
    await wait(25);
  }
  throw new Error("the browser did not start");
}

function killed(started) {
  const gone = new Promise((done) => started.once("exit", done));
  process.kill(-started.pid, "SIGKILL");
  return gone;
}

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

/** Each message tells of the unit and says in it which number it has: rows and number must be of the same moment. */
function pour() {
  room.unit.told_by = room.seq + 1;
  room.tellUnit();
}

/** Opens the store as it lies there, with its own keys, beside the app. */
async function look(context) {
  const page = await context.newPage();
  await page.goto(`${origin}/icons/lamp.svg`);
  const seen = await page.evaluate(async () => {
    const done = (asked) => new Promise((yes, no) => { asked.onsuccess = () => yes(asked.result); asked.onerror = () => no(asked.error); });
    const base = await done(indexedDB.open("bluelamp"));
    const all = (drawer) => done(base.transaction(drawer).objectStore(drawer).getAll());
    const one = (drawer, name) => done(base.transaction(drawer).objectStore(drawer).get(name));
    const lock = await one("keys", "data");
    const plain = (key, { iv, data }) => crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, data);
    const key = await crypto.subtle.importKey("raw", await plain(lock.lease, lock.wrapped), "AES-GCM", false, ["decrypt"]);
    const opened = async (sealed) => JSON.parse(new TextDecoder().decode(await plain(key, sealed)));
    const { handset } = await opened(await one("sealed", "handset"));
    const outbox = await Promise.all((await all("outbox")).map(opened));
    base.close();
    return { seq: handset.seq, told: handset.unit.told_by ?? handset.seq, texts: outbox.flatMap(({ fields }) => fields.text ?? []) };
  });
  await page.close();
  return seen;
}

/** Taps until it is killed: what the page has counted as waiting is promised. */
async function tap(page, promised) {
  for (let i = 0; ; i++) {
    const text = `Line ${promised.round}-${i}`;
    await page.getByRole("button", { name: "Add to the log" }).click();
    await page.getByRole("textbox", { name: "What happened" }).fill(text);
    await page.getByRole("dialog").getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText(text).waitFor();
    promised.texts.push(text);
  }
}

const failures = [];
const reached = [];
room.task({ state: "acknowledged", seen_at: new Date().toISOString(), acknowledged_at: new Date().toISOString() });
const [{ id }] = room.cards;
// Nothing is sent in this exercise: what is tapped has to lie there until the end.
room.deaf = true;
const promised = { round: 0, texts: [] };

for (promised.round = 0; promised.round < ROUNDS; promised.round++) {
  const { context, kill } = await openBrowser();
  if (promised.round) {
    const { seq, told, texts } = await look(context);
    reached.push(seq);
    if (told !== seq) failures.push(`round ${promised.round}: the number is ${seq}, the rows are of ${told}`);
    const missing = promised.texts.filter((text) => !texts.includes(text));
    if (missing.length) failures.push(`round ${promised.round}: lost ${missing.join(", ")}`);
  }
  const page = await context.newPage();
  await page.goto(`${origin}/#/tasking/${id}`);
  await page.getByRole("button", { name: "Add to the log" }).waitFor().catch(() => failures.push(`round ${promised.round}: the app did not open`));
  pour();
  const pouring = setInterval(pour, 15);
  const tapping = tap(page, promised).catch(() => undefined);
  await wait(200 + Math.random() * 1_800);
  await kill();
  clearInterval(pouring);
  await tapping;
}

await room.close();
rmSync(profile, { recursive: true, force: true });
console.log(`Killed ${ROUNDS} times while it wrote: ${room.seq} messages, ${promised.texts.length} actions kept, up to number ${Math.max(...reached)}`);
console.log(failures.length ? failures.join("\n") : "0 half-applied, 0 lost, opened every time");
process.exit(failures.length ? 1 : 0);
