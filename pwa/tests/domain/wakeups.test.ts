import { describe, expect, test } from "vitest";
import { needsProof, standingOf, type AlertsTold, type Facts, type Held } from "../../src/domain/wakeups.ts";
import { at } from "../fakes/rows.ts";

const now = Date.parse(at(30));
const held = (change: Partial<Held> = {}): Held => ({
  endpoint_hash: "ours", vapid_key: "key", renewed_at: at(1), proven_at: at(20), failed_at: null, failure: null,
  test_sent_at: at(19), test_outcome: "accepted", ...change,
});
const told = (change: Partial<Held> | null = {}): AlertsTold => ({ vapid_key: "key", proof_lasts_s: 4 * 3600, held: change && held(change), retired_reason: null });
const facts = (change: Partial<Facts> = {}): Facts => ({
  canPush: true, mustInstall: false, permission: "granted", local: "ours", refusal: null, unanswered: false, lastProven: null, told: told(), now, ...change,
});

describe("what the officer is told of alerts", () => {
  test("proven, and when", () => {
    expect(standingOf(facts())).toEqual({ kind: "proven", at: at(20) });
  });

  test.each([
    ["an iPhone whose app is not installed, before anything else", { mustInstall: true, canPush: false }, "install"],
    ["a browser that knows no push", { canPush: false }, "unsupported"],
    ["somebody who said no", { permission: "denied" as const }, "denied"],
    ["somebody who was never asked", { permission: "default" as const }, "not-asked"],
    ["a server that was not asked yet", { told: null }, "looking"],
    ["a server without keys", { told: { vapid_key: null, proof_lasts_s: 1, held: null, retired_reason: null } }, "off-here"],
  ])("%s", (_, change, kind) => {
    expect(standingOf(facts(change)).kind).toBe(kind);
  });

  test.each([
    ["the browser has lost its subscription", { local: null }],
    ["the browser holds another than the server", { local: "another" }],
    ["the server has none", { told: told(null) }],
    ["the push service failed after the last proof", { told: told({ failed_at: at(25), failure: "It refused our key." }) }],
    ["the last test never came back", { told: told({ test_sent_at: at(29) }), now: now + 60_000 }],
    ["the browser would not subscribe", { refusal: "The browser refused to subscribe." }],
  ])("dead, and why: %s", (_, change) => {
    expect(standingOf(facts(change))).toMatchObject({ kind: "dead", why: expect.stringMatching(/\.$/) });
  });

  test("without a link what was proven stays proven, and nothing is said against it", () => {
    expect(standingOf(facts({ told: null, unanswered: true, lastProven: at(20) }))).toEqual({ kind: "unanswered", lastProven: at(20) });
  });

  test("a failure before the last proof is past", () => {
    expect(standingOf(facts({ told: told({ failed_at: at(10), failure: "old" }) })).kind).toBe("proven");
  });

  test("a test that is on its way is waited for", () => {
    expect(standingOf(facts({ told: told({ test_sent_at: at(30), proven_at: null }) })).kind).toBe("proving");
  });
});

describe("a proof is due", () => {
  test.each([
    ["never proven", { proven_at: null }, true],
    ["failed since", { failed_at: at(25) }, true],
    ["proven just now", {}, false],
  ])("%s", (_, change, due) => {
    expect(needsProof(told(change), now)).toBe(due);
  });

  test("after as long as a proof lasts, and at once at the start of one", () => {
    expect(needsProof(told(), now + 5 * 3600_000)).toBe(true);
    expect(needsProof(told(), now, 60_000)).toBe(true);
  });

  test("not for a device that holds nothing", () => {
    expect(needsProof(told(null), now)).toBe(false);
  });
});
