import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { AlertsTold, Held } from "../../src/domain/wakeups.ts";
import { createWakeups, type Surroundings } from "../../src/sync/push.ts";
import { hashOf } from "../../src/sync/subscribing.ts";

// "key" and "new" as a browser gives them back: bytes.
const bytes = (text: string): ArrayBuffer => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
const KEY = "a2V5";
const NEW = "bmV3";

/** A browser's push manager. */
class Browser {
  held: { endpoint: string; key: string } | null = null;
  refuses = false;
  count = 0;
  getSubscription = async () => this.held && this.subscription(this.held);
  subscribe = async (wish?: { applicationServerKey?: unknown }) => {
    if (this.refuses) throw new DOMException("permission denied");
    this.held = { endpoint: `https://push/${++this.count}`, key: String(wish?.applicationServerKey) };
    return this.subscription(this.held);
  };
  private subscription = ({ endpoint, key }: { endpoint: string; key: string }): PushSubscription => ({
    endpoint, options: { applicationServerKey: bytes(key) }, getKey: () => bytes("YWJj"),
    unsubscribe: async () => { this.held = null; return true; },
  }) as unknown as PushSubscription;
}

/** The server's side of alerts: it proves a test at once, unless it is deaf. */
class Server {
  told: AlertsTold = { vapid_key: KEY, proof_lasts_s: 14_400, held: null, retired_reason: null };
  asked: string[] = [];
  deaf = false;
  gone = false;
  answer = async (address: string, { method, body }: RequestInit): Promise<Response> => {
    if (this.gone) throw new TypeError("no network");
    this.asked.push(`${method} ${address.split("/alerts")[1]}`);
    if (method === "DELETE") this.told = { ...this.told, held: null };
    if (method === "PUT") await this.keep(JSON.parse(String(body)));
    if (address.endsWith("/test") && this.told.held) this.change({ test_sent_at: stamp() });
    else if (method === "GET" && !this.deaf && (this.told.held?.test_sent_at ?? "") > (this.told.held?.proven_at ?? "")) this.change({ proven_at: stamp() });
    return new Response(JSON.stringify(this.told), { headers: { "Content-Type": "application/json" } });
  };
  change = (change: Partial<Held>): void => { this.told = { ...this.told, held: this.told.held && { ...this.told.held, ...change } }; };
  private keep = async ({ endpoint, vapid_key }: { endpoint: string; vapid_key: string }): Promise<void> => {
    const endpoint_hash = await hashOf(endpoint);
    const same = this.told.held?.endpoint_hash === endpoint_hash ? this.told.held : null;
    this.told = { ...this.told, held: {
      endpoint_hash, vapid_key, renewed_at: stamp(), proven_at: same?.proven_at ?? null, failed_at: null, failure: null,
      test_sent_at: same?.test_sent_at ?? null, test_outcome: null,
    } };
  };
}

let clock = 0;
const stamp = (): string => new Date(clock += 1_000).toISOString();
let browser: Browser;
let server: Server;

function wakeups(change: Partial<Surroundings> = {}) {
  return createWakeups({
    deviceId: "d", kind: "handset", canPush: true, mustInstall: false, permission: () => "granted",
    manager: async () => browser as unknown as PushManager, wait: async (ms) => { clock += ms; }, now: () => clock,
    lastProven: { get: () => null, keep: () => undefined }, ...change,
  });
}

beforeEach(() => {
  clock = Date.parse("2026-11-24T14:00:00Z");
  browser = new Browser();
  server = new Server();
  vi.stubGlobal("fetch", server.answer);
});
afterEach(() => { vi.unstubAllGlobals(); });

describe("at the start of the app", () => {
  test("it subscribes, tells the server and proves it", async () => {
    const device = wakeups();
    await device.check();
    expect(device.standing.get().kind).toBe("proven");
    expect(server.asked.slice(0, 3)).toEqual(["GET ", "PUT ", "POST /test"]);
  });

  test("a subscription that the browser has lost is made again", async () => {
    await wakeups().check();
    browser.held = null;
    const device = wakeups();
    await device.check();
    expect(browser.count).toBe(2);
    expect(device.standing.get().kind).toBe("proven");
  });

  test("a proven one is renewed and not tested again, until a duty begins", async () => {
    await wakeups().check();
    server.asked = [];
    clock += 120_000;
    await wakeups().check();
    expect(server.asked).toEqual(["GET ", "PUT "]);
    await wakeups().prove();
    expect(server.asked).toContain("POST /test");
  });

  test("with another key of the server it subscribes anew", async () => {
    await wakeups().check();
    server.told = { ...server.told, vapid_key: NEW };
    await wakeups().check();
    expect(browser.held?.key).toBe(NEW);
    expect(server.told.held?.vapid_key).toBe(NEW);
  });

  test("one that the push service has forgotten is made anew, although the browser still holds it", async () => {
    await wakeups().check();
    server.told = { ...server.told, held: null, retired_reason: "gone" };
    await wakeups().check();
    expect(browser.held?.endpoint).toBe("https://push/2");
  });

  test("without leave nothing is asked of anybody", async () => {
    const device = wakeups({ permission: () => "default" });
    await device.check();
    expect(server.asked).toEqual([]);
    expect(device.standing.get().kind).toBe("not-asked");
  });
});

describe("what fails is shown", () => {
  test("leave that was taken away: the server no longer counts on a subscription that is gone with it", async () => {
    await wakeups().check();
    browser.held = null;
    const device = wakeups({ permission: () => "denied" });
    await device.check();
    expect([server.told.held, device.standing.get().kind]).toEqual([null, "denied"]);
  });

  test("a test that does not come back", async () => {
    server.deaf = true;
    const device = wakeups();
    await device.check();
    expect(device.standing.get()).toEqual({ kind: "dead", why: "The last test did not arrive." });
  });

  test("a browser that will not subscribe", async () => {
    browser.refuses = true;
    const device = wakeups();
    await device.check();
    expect(device.standing.get()).toEqual({ kind: "dead", why: "The browser refused to subscribe." });
    expect(server.asked).toEqual(["GET ", "DELETE "]);
  });

  test("a server that does not answer is not taken for a dead alert, and it is made good when it does", async () => {
    server.gone = true;
    const device = wakeups();
    await device.check();
    expect(device.standing.get()).toEqual({ kind: "unanswered", lastProven: null });
    server.gone = false;
    await device.check();
    expect(device.standing.get().kind).toBe("proven");
  });
});

test("two checks at once subscribe once", async () => {
  const device = wakeups();
  await Promise.all([device.check(), device.check()]);
  expect(browser.count).toBe(1);
});
