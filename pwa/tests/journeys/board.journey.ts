// The dispatcher's day by keyboard alone, before a made-up control room.
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { close, findings, openBoard, type Opened, type OpenOptions, PATIENCE_MS, startServer, stopServer } from "./board-page.ts";

beforeAll(startServer);
afterAll(stopServer);

let opened: Opened;
afterEach(() => close(opened));

async function open(options: OpenOptions = {}): Promise<Opened> {
  opened = await openBoard(options);
  await opened.page.waitForSelector(".queue-row");
  return opened;
}

/** The board with its first incident open and the ranking there. */
async function openFirst(options: OpenOptions = {}): Promise<Opened> {
  const made = await open(options);
  await made.page.keyboard.press("j");
  await made.page.waitForSelector(".candidate-press");
  return made;
}

async function type(words: string): Promise<void> {
  await opened.page.keyboard.press("/");
  await opened.page.keyboard.type(words);
  await opened.page.keyboard.press("Enter");
}

/** What has just come up takes no key for a moment: a person presses again, and so does this. */
async function answer(page: Opened["page"], key: string): Promise<void> {
  const held = page.locator(".alarm-held").first();
  await expect.poll(async () => {
    if (!(await held.isVisible())) await page.keyboard.press(key);
    return held.isVisible();
  }, { timeout: PATIENCE_MS, interval: 700 }).toBe(true);
}

const isRefusal = (said: string): boolean => /Content Security|TrustedScript|Refused/.test(said);
const kinds = (): string[] => opened.room.commands.map((command) => command.kind);

describe("tasking", () => {
  it("takes one key, and shows how far it has got", async () => {
    const { page, room } = await openFirst();
    await page.keyboard.press("1");
    await page.waitForSelector(".ladder.waits:has-text('Received, not shown yet')");
    expect(kinds()).toEqual(["task_unit"]);
    const [tasking] = [...room.city.taskings.values()].slice(-1);
    room.tasking(tasking!.id, { acknowledged_at: new Date().toISOString(), state: "acknowledged" });
    await page.waitForSelector(".ladder:not(.waits):has-text('Accepted')");
  });

  it("off another job asks for the same key again, and sends nothing before", async () => {
    const { page, room } = await openFirst();
    const other = [...room.city.incidents.values()].at(-1)!;
    for (const unit of room.city.units.values()) room.unit(unit.id, { status: "5", incident_id: other.id });
    await page.keyboard.press("r");
    const row = page.locator(".candidate:has-text('divert')").first();
    const key = await row.locator("kbd").first().innerText();
    await page.keyboard.press(key);
    await page.waitForSelector(".candidate-ask");
    expect(kinds()).toEqual([]);
    await page.keyboard.press(key);
    await expect.poll(kinds).toEqual(["task_unit"]);
    expect(room.commands[0]?.body["override"]).toBe(true);
  });

  it("that is refused says why, beside the unit", async () => {
    const refused = () => ({ outcome: "refused", code: "unit_off_duty", message: "That unit has just gone off duty." });
    const { page } = await openFirst({ answers: { task_unit: refused } });
    await page.keyboard.press("1");
    await page.waitForSelector(".candidate .order-refused:has-text('just gone off duty')");
  });

  it("that nobody answers is sent again with the same id, in sight", async () => {
    let silent = true;
    const { page, room } = await openFirst({ answers: { task_unit: () => (silent ? null : {}) } });
    await page.keyboard.press("1");
    await page.waitForSelector(".on-their-way:has-text('Task')");
    silent = false;
    await page.waitForSelector(".on-their-way", { state: "detached" });
    expect(new Set(room.commands.map((command) => command.body["id"])).size).toBe(1);
  });
});

describe("the command line", () => {
  it("re-grades, logs and sets a status told by voice", async () => {
    const { page, room } = await openFirst();
    await type("g e calmer than told");
    await page.waitForSelector(".incident-head .grade-E");
    await type("l the caller rings again");
    await page.waitForSelector(".log-text:has-text('the caller rings again')");
    const free = [...room.city.units.values()].find((unit) => unit.status === "2" && !unit.incident_id);
    await type(`s ${free?.callsign} 3`);
    await expect.poll(() => room.city.units.get(free?.id ?? "")?.status).toBe("3");
    expect(kinds()).toEqual(["grade_incident", "add_log", "set_status"]);
  });

  it("says in a sentence what is wrong, and sends nothing", async () => {
    const { page } = await openFirst();
    await type("g 4521 z because");
    await page.waitForSelector(".hint-wrong:has-text('No incident 4521')");
    expect(kinds()).toEqual([]);
  });
});

describe("a new incident", () => {
  it("is made by keyboard alone, and opens", async () => {
    const { page, room } = await open();
    await page.keyboard.press("n");
    await page.waitForSelector("#new-type:focus");
    for (const words of ["collis", "Van against a wall", "larkf"]) {
      await page.keyboard.type(words);
      if (words !== "Van against a wall") {
        await page.waitForSelector("[role=option]");
        await page.keyboard.press("Enter");
      }
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("Control+Enter");
    await page.waitForSelector(".incident-head:has-text('Van against a wall')");
    expect(room.commands[0]).toMatchObject({ kind: "create_incident", body: { grade: "I", type: "collision_injury", address: "Larkfield Road" } });
  });

  it("says what is missing, and keeps what was typed while it is closed", async () => {
    const { page } = await open();
    await page.keyboard.press("n");
    await page.waitForSelector("#new-type:focus");
    await page.keyboard.press("Control+Enter");
    await page.waitForSelector(".order-refused:has-text('Choose the type.')");
    await page.focus("#new-what");
    await page.keyboard.type("Half a call");
    await page.keyboard.press("Escape");
    await page.waitForSelector(".panel", { state: "detached" });
    await page.keyboard.press("n");
    await expect.poll(() => page.inputValue("#new-what")).toBe("Half a call");
  });

  it("that is on the board already gets the words in its log instead", async () => {
    const { page, room } = await open();
    const known = [...room.city.incidents.values()].find((incident) => incident.pod === "CE")!;
    await page.keyboard.press("n");
    await page.waitForSelector("#new-type:focus");
    await page.focus("#new-what");
    await page.keyboard.type(known.what);
    await page.keyboard.press("Tab");
    await page.keyboard.type(`${known.lat.toFixed(5)}, ${known.lon.toFixed(5)}`);
    await page.waitForSelector("[role=option]");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".similar li");
    await page.keyboard.press("F2");
    await page.keyboard.press("a");
    await expect.poll(kinds).toEqual(["add_log"]);
  });
});

describe("alarms that stand still", () => {
  it("are the title of the board, unless something graver is", async () => {
    const { page, room } = await open();
    room.overdue([["escalation", new Date().toISOString()]]);
    await page.waitForSelector(".overdue-escalation:has-text('Alarms stand still since')");
    await expect.poll(() => page.title()).toBe("ALARMS STAND STILL · Bluelamp");
    room.emergency("CE21");
    await expect.poll(() => page.title()).toContain("EMERGENCY CE21");
  });
});

describe("an emergency", () => {
  it("takes over, is acknowledged by name, stays until it is closed, and comes back after a reload", async () => {
    const { page, room } = await open();
    room.emergency("CE21");
    await page.waitForSelector(".alarm:has-text('CE21')");
    await expect.poll(() => page.title()).toContain("EMERGENCY CE21");
    await page.reload();
    await page.waitForSelector(".alarm:has-text('CE21')");
    await answer(page, "a");
    await page.waitForSelector(".alarm-held:has-text('acknowledged by Dana Spatcher')");
    await page.keyboard.press("c");
    await page.waitForSelector(".outcome");
    await page.locator(".outcome label", { hasText: "Accidental" }).click();
    await page.fill(".outcome-note input", "Spoke to the officer");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".alarms", { state: "detached" });
    expect(room.commands.at(-1)?.body).toMatchObject({ outcome: "accidental", note: "Spoke to the officer" });
  });

  it("is not hidden by an open form, nor by its keys", async () => {
    const { page, room } = await open();
    await page.keyboard.press("n");
    await page.waitForSelector("#new-type:focus");
    room.emergency("CE21");
    await page.waitForSelector(".alarm");
    const alarm = await page.locator(".alarm").boundingBox();
    const top = await page.evaluate(({ x, y }) => document.elementFromPoint(x, y)?.closest(".alarm") !== null, {
      x: alarm!.x + 40,
      y: alarm!.y + 20,
    });
    expect(top).toBe(true);
    // One key answers it, also with the caret in a field, and takes nothing of what was typed.
    await page.keyboard.type("a");
    await answer(page, "F9");
    expect(await page.inputValue("#new-type")).toBe("a");
  });
});

describe("a feed", () => {
  it("that is silent is dead, huge, with since when; and lives again", async () => {
    const { page, room } = await open();
    room.silent = true;
    await page.waitForSelector(".dead-feed:has-text('No live feed since')");
    room.silent = false;
    await page.waitForSelector(".dead-feed", { state: "detached" });
  });

  it("that lost a frame is made whole by the next beat", async () => {
    const { page, room } = await open();
    const [row] = [...room.city.incidents.values()];
    room.loseNextFrames(1);
    room.incident(row!.id, { what: "Changed while nobody heard" });
    await page.waitForSelector(".queue-row:has-text('Changed while nobody heard')");
  });
});

describe("everybody can use it", () => {
  it.each(["day", "night", "red"] as const)("axe finds nothing in %s", async (theme) => {
    const { page, room, complaints } = await openFirst({ theme });
    expect(await findings(page)).toEqual([]);
    for (const key of ["u", "g", "v", "e", "h", "w", "d", "p", "x"]) {
      await page.keyboard.press(key);
      expect(await findings(page)).toEqual([]);
      await page.keyboard.press("Escape");
    }
    for (const key of ["n", "?", "Shift+P"]) {
      await page.keyboard.press(key);
      await page.waitForSelector(".panel");
      expect(await findings(page)).toEqual([]);
      await page.keyboard.press("Escape");
    }
    room.emergency("CE21");
    await page.waitForSelector(".alarm");
    expect(await findings(page)).toEqual([]);
    await answer(page, "a");
    await page.keyboard.press("c");
    expect(await findings(page)).toEqual([]);
    expect(complaints.filter(isRefusal)).toEqual([]);
  });

  it.each(["day", "night", "red"] as const)("the map comes up in %s under the strict policy, nothing is refused, and axe finds nothing", async (theme) => {
    const { page, complaints } = await openFirst({ theme, webgl: true });
    await page.waitForSelector(".map canvas");
    expect(await findings(page)).toEqual([]);
    expect(complaints.filter(isRefusal)).toEqual([]);
  });

  it("text of twice the size cuts nothing off", async () => {
    const { page } = await openFirst();
    await page.evaluate(() => {
      document.documentElement.style.fontSize = "200%";
    });
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(await page.locator(".incident-head").isVisible()).toBe(true);
  });

  it("letters do nothing when single keys are switched off", async () => {
    const { page } = await openFirst();
    await page.keyboard.press("?");
    await page.uncheck(".help input[type=checkbox]");
    await page.keyboard.press("Escape");
    await page.keyboard.press("1");
    await page.keyboard.press("n");
    expect(kinds()).toEqual([]);
    expect(await page.locator(".panel").count()).toBe(0);
  });

  it("without WebGL place, bearing and distance are there as a drawing and a list", async () => {
    const { page } = await open();
    await page.keyboard.press("j");
    await page.waitForSelector(".sketch li");
    expect(await page.locator(".sketch li").first().innerText()).toMatch(/ m | km /);
  });

  it("an officer gets a plain page", async () => {
    opened = await openBoard({ roles: ["officer"] });
    await opened.page.waitForSelector("h1:has-text('for dispatchers and supervisors')");
  });
});
