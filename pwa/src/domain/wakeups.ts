// Whether this device can be woken, in words for the officer: made from what the browser has and what
// the server knows. Where the two differ, the browser is right and the server is told.
import type { Instant } from "./rows.ts";

/** What the server knows of this device's alerts. */
export interface AlertsTold {
  vapid_key: string | null;
  /** For so long the control room believes in a proof. */
  proof_lasts_s: number;
  held: Held | null;
  retired_reason: string | null;
}

export interface Held {
  endpoint_hash: string;
  vapid_key: string;
  renewed_at: Instant;
  proven_at: Instant | null;
  failed_at: Instant | null;
  failure: string | null;
  test_sent_at: Instant | null;
  test_outcome: string | null;
}

export interface Facts {
  canPush: boolean;
  /** Safari has no push before the app is on the home screen. */
  mustInstall: boolean;
  permission: "default" | "granted" | "denied";
  /** The hash of the endpoint that the browser holds, or null. */
  local: string | null;
  /** Why this device could not subscribe, or could not tell the server of it. */
  refusal: string | null;
  /** The server was asked and nobody answered; when an alert last reached this device, as it remembers itself. */
  unanswered: boolean;
  lastProven: Instant | null;
  /** Null while the server has not been asked. */
  told: AlertsTold | null;
  now: number;
}

export type Standing =
  | { kind: "looking" | "unsupported" | "install" | "not-asked" | "denied" | "off-here" }
  | { kind: "proving" }
  | { kind: "proven"; at: Instant }
  | { kind: "unanswered"; lastProven: Instant | null }
  | { kind: "dead"; why: string };

/** A test is back within a second or two, or something is wrong. */
const TEST_WITHIN_MS = 30_000;

export function standingOf(facts: Facts): Standing {
  if (facts.mustInstall) return { kind: "install" };
  if (!facts.canPush) return { kind: "unsupported" };
  if (facts.permission === "denied") return { kind: "denied" };
  if (facts.permission === "default") return { kind: "not-asked" };
  if (facts.refusal) return { kind: "dead", why: facts.refusal };
  // Without a link nothing is known against it: what was proven stays proven, with its age.
  if (!facts.told) return facts.unanswered ? { kind: "unanswered", lastProven: facts.lastProven } : { kind: "looking" };
  if (!facts.told.vapid_key) return { kind: "off-here" };
  const { held } = facts.told;
  if (!held || facts.local !== held.endpoint_hash) return { kind: "dead", why: "This device is not known to the push service any more." };
  return standingOfHeld(held, facts.now);
}

function standingOfHeld(held: Held, now: number): Standing {
  const proven = at(held.proven_at);
  if (at(held.failed_at) > proven) return { kind: "dead", why: held.failure ?? "The push service does not answer." };
  const tested = at(held.test_sent_at);
  if (tested > proven) return now - tested < TEST_WITHIN_MS ? { kind: "proving" } : { kind: "dead", why: "The last test did not arrive." };
  return held.proven_at ? { kind: "proven", at: held.proven_at } : { kind: "proving" };
}

/** Whether a test is due: no alert has come to this device for as long as a proof lasts. */
export function needsProof({ held, proof_lasts_s }: AlertsTold, now: number, lastsMs = proof_lasts_s * 1000): boolean {
  if (!held) return false;
  const proven = at(held.proven_at);
  return proven === 0 || at(held.failed_at) > proven || now - proven > lastsMs;
}

const at = (instant: Instant | null): number => (instant ? Date.parse(instant) : 0);
