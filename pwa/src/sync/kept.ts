// What the store holds, opened and in memory, and what the officer sees made from it.
import { alertsFor, type Alert } from "../domain/alerts.ts";
import type { Briefs } from "../domain/brief.ts";
import { isReceipt, type Waiting } from "../domain/commands.ts";
import type { Handset } from "../domain/handset.ts";
import type { Need } from "../domain/needs.ts";
import type { Codes, Instant, Session } from "../domain/rows.ts";
import { withWaiting } from "../domain/waiting.ts";
import type { Owner, Store } from "../store/store.ts";
import type { LinkState } from "./link.ts";
import { ownerOf, revoked } from "./session.ts";

export interface Kept {
  session: Session | null;
  handset: Handset | null;
  heardAt: Instant | null;
  codes: Codes | null;
  needs: Need[];
  briefs: Briefs;
  alerts: string[];
  outbox: Waiting[];
  /** Unsent actions that only their owner's next sign-in opens. */
  lockedAway: number;
  /** Whose device this is, or whose unsent actions lie on it. */
  owner: Owner | null;
}

export const nothingKept: Kept = { session: null, handset: null, heardAt: null, codes: null, needs: [], briefs: {}, alerts: [], outbox: [], lockedAway: 0, owner: null };

/** Twelve hours without a word from the control room: what lies here is too old to trust and too private to keep. */
const LONGEST_UNHEARD_MS = 12 * 3600 * 1000;

export async function readKept(store: Store, now: number): Promise<Kept> {
  const [session, held, codes, needs, briefs, alerts, outbox, owner, lockedAway] = await Promise.all([
    store.read("session"), store.read("handset"), store.read("codes"), store.read("needs"), store.read("briefs"), store.read("alerts"), store.outbox(), store.read("owner"), store.lockedAway(),
  ]);
  if (held && now - Date.parse(held.heardAt) > LONGEST_UNHEARD_MS) {
    await revoked(store);
    return readKept(store, now);
  }
  return {
    session: session ?? null, handset: held?.handset ?? null, heardAt: held?.heardAt ?? null, codes: codes ?? null,
    needs: needs ?? [], briefs: briefs ?? {}, alerts: alerts ?? [], outbox, lockedAway, owner: ownerOf(held?.handset.officer ?? session?.officer, owner) ?? null,
  };
}

export type Phase = "opening" | "signed-out" | "no-handset" | "ready";

/** Everything that a screen needs, with the officer's own waiting commands on top. */
export interface View {
  phase: Phase;
  session: Session | null;
  handset: Handset | null;
  heardAt: Instant | null;
  codes: Codes | null;
  needs: Need[];
  briefs: Briefs;
  alerts: Alert[];
  waiting: Waiting[];
  lockedAway: number;
  owner: Owner | null;
  link: LinkState;
  /** Set when this device cannot store: what it holds in memory is lost if the app is closed. */
  cannotStore: boolean;
}

export function viewOf(kept: Kept, phase: Phase, link: LinkState, unsaved: Waiting[], isFull = false): View {
  const { handset, alerts, session, heardAt, codes, needs, briefs, lockedAway, owner } = kept;
  const outbox = [...kept.outbox, ...unsaved];
  const shown = handset && withWaiting(handset, outbox);
  return {
    session, heardAt, codes, needs, briefs, lockedAway, owner, phase, link, handset: shown, cannotStore: isFull || unsaved.length > 0,
    alerts: alertsFor(shown?.cards ?? [], new Set(alerts), briefs),
    // A receipt is the machine's own affair: it is sent as surely as the rest, and nobody has to wait for it.
    waiting: outbox.filter((command) => command.state === "waiting" && !isReceipt(command)),
  };
}
