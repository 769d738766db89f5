// Whether this device can be woken: looked at when the app starts, proven by a push that comes back,
// and told to the officer as it is. Loaded after what an officer must read.
import { alertsOf, dropAlerts, testAlert } from "../api/alerts.ts";
import { NoAnswer, sentenceFor } from "../api/errors.ts";
import { needsProof, standingOf, type AlertsTold, type Facts, type Standing } from "../domain/wakeups.ts";
import type { Instant } from "../domain/rows.ts";
import { settable, type Watched } from "../watch/watched.ts";
import { renew } from "./subscribing.ts";

export interface Wakeups {
  standing: Watched<Standing>;
  /** Compares browser and server, subscribes again where they differ, and proves what has not been proven. */
  check: () => Promise<void>;
  /** The same at the start of a duty, when only a proof of this minute will do. */
  prove: () => Promise<void>;
  /** Sends a test and waits for it. Rejects with a sentence's error when it could not be asked for. */
  test: () => Promise<void>;
  /** Something came back: look at what the server says now. */
  look: () => Promise<void>;
}

export interface Surroundings {
  deviceId: string;
  kind: "handset" | "terminal";
  canPush: boolean;
  mustInstall: boolean;
  permission: () => NotificationPermission;
  manager: () => Promise<PushManager>;
  wait: (ms: number) => Promise<void>;
  now: () => number;
  /** When an alert last reached this device, kept on it: without a link nobody else can say. */
  lastProven: { get: () => Instant | null; keep: (at: Instant) => void };
}

const FRESH_MS = 60_000;
/** When to look whether a test has come back, if nobody says so. */
const LOOKS_MS = [1_000, 2_000, 3_000, 5_000, 8_000, 12_000];

export function createWakeups(around: Surroundings): Wakeups {
  let told: AlertsTold | null = null;
  let local: string | null = null;
  let refusal: string | null = null;
  let unanswered = false;
  const standing = settable<Standing>({ kind: "looking" });
  let turn: Promise<unknown> = Promise.resolve();

  const facts = (): Facts => ({
    told, local, refusal, unanswered, lastProven: around.lastProven.get(), now: around.now(), canPush: around.canPush, mustInstall: around.mustInstall,
    permission: around.canPush ? around.permission() : "default",
  });
  const draw = (): void => {
    const now = standingOf(facts());
    if (now.kind === "proven") around.lastProven.keep(now.at);
    standing.set(now);
  };
  const mayPush = (): boolean => around.canPush && !around.mustInstall && around.permission() === "granted";

  async function check(proofLastsMs?: number): Promise<void> {
    draw();
    if (around.canPush && around.permission() === "denied") await tellIfLost();
    if (!mayPush()) return;
    await subscribe();
    draw();
    if (told && !refusal && needsProof(told, around.now(), proofLastsMs)) await test();
  }

  async function subscribe(): Promise<void> {
    try {
      ({ told, local } = await renew(await around.manager(), around.deviceId, around.kind));
      refusal = null;
    } catch (error) {
      // The browser's own refusals are DOMExceptions; whatever else went wrong is the network's or ours.
      unanswered = error instanceof NoAnswer;
      refusal = error instanceof DOMException ? "The browser refused to subscribe." : unanswered ? null : sentenceFor(error);
      if (error instanceof DOMException) await tellIfLost();
    }
  }

  // A browser may lose its subscription without a word, and refuse another. The control room must not believe in the old one.
  async function tellIfLost(): Promise<void> {
    try {
      if (!(await (await around.manager()).getSubscription())) await dropAlerts(around.deviceId);
    } catch {
      // Nobody could be told: what the server sends will come back unshown, and it finds out by itself.
    }
  }

  async function test(): Promise<void> {
    told = await testAlert(around.deviceId);
    draw();
    for (const ms of LOOKS_MS) {
      if (standing.get().kind !== "proving") return;
      await around.wait(ms);
      await look();
    }
  }

  async function look(): Promise<void> {
    try {
      told = await alertsOf(around.deviceId);
    } catch {
      // Without an answer the old one stands, and ages.
    }
    draw();
  }

  // Two checks at once would both subscribe.
  function inTurn(work: () => Promise<void>): () => Promise<void> {
    return () => {
      const mine = turn.then(work);
      turn = mine.catch(() => undefined);
      return mine;
    };
  }

  return {
    standing, look, test: inTurn(test),
    check: inTurn(() => check().catch(() => undefined)),
    prove: inTurn(() => check(FRESH_MS).catch(() => undefined)),
  };
}
