// What is half written stays, also when the app is put away and killed; and what came back can be mended instead of typed again.
import { useEffect, useState } from "preact/hooks";
import type { Card, Id, Report } from "../../domain/rows.ts";
import type { Records, Store } from "../../store/store.ts";
import type { Device } from "../../sync/device.ts";
import { useHandheld, useView } from "./context.ts";

/** `sentAs`: the report that was sent from it. */
type KeptDraft = Records["drafts"][string];

type Kind = Report["kind"] | "note" | "result";

const drafts = new Map<string, KeptDraft>();
/** Not with every letter: a disk that is written to all the time empties a battery. */
const SAVED_AFTER_MS = 800;
let saving: ReturnType<typeof setTimeout> | undefined;
/** On which duty what lies in memory was written; undefined until somebody writes. */
let duty: Id | undefined;
const watched = new WeakSet<Device>();

/** The draft of this officer's words of a kind on a job; `sent` says that it went out as a report of this id. */
export function useDraft<Draft>(kind: Kind, card: Card, empty: () => Draft): [Draft, (draft: Draft) => void, (reportId: Id) => void] {
  const { device } = useHandheld();
  const { handset } = useView();
  const officerId = handset?.officer.id;
  const key = `${officerId} ${kind} ${card.incident_id}`;
  const begin = (): Draft => {
    const kept = drafts.get(key);
    // Gone out and not come back: the next one starts empty. Refused at the door or sent back: nothing is typed twice.
    const isGone = kept?.sentAs && handset?.reports?.some(({ id, state }) => id === kept.sentAs && state !== "refused");
    return kept && !isGone ? (kept.draft as Draft) : empty();
  };
  const [draft, setDraft] = useState<Draft>(begin);
  useEffect(() => {
    endWithDuty(device);
    forgetOthers(officerId);
    // Nothing was written since the app was opened: what an app that was killed had is taken up.
    if (!drafts.has(key)) void takeUp(device.store, key).then(() => setDraft(begin));
  }, [officerId]);
  const note = (next: KeptDraft): void => {
    drafts.set(key, next);
    clearTimeout(saving);
    saving = setTimeout(() => void save(device.store), SAVED_AFTER_MS);
  };
  const keep = (next: Draft): void => {
    note({ draft: next, sentAs: null });
    setDraft(next);
  };
  return [draft, keep, (reportId) => note({ draft, sentAs: reportId })];
}

/** From the disk into memory, unless somebody has begun to write meanwhile: what lies in memory holds. */
async function takeUp(store: Store, key: string): Promise<void> {
  const kept = (await store.read("drafts").catch(() => undefined))?.[key];
  if (kept && !drafts.has(key)) drafts.set(key, kept);
}

/** Sealed, as everything on this device; a disk that refuses it leaves it in memory. */
const save = (store: Store): Promise<void> =>
  store.update("drafts", (held) => ({ ...held, ...Object.fromEntries(drafts) })).catch(() => undefined);

/** Another officer on this device does not find what the last one wrote. */
function forgetOthers(officerId: Id | undefined): void {
  for (const key of drafts.keys()) if (!officerId || !key.startsWith(`${officerId} `)) drafts.delete(key);
}

/** What was written on a duty goes with it, and with the session: the disk has forgotten it, and must not be told it again. */
function endWithDuty(device: Device): void {
  const present = (): Id | undefined => device.view.get().handset?.duty?.id;
  duty = present();
  if (watched.has(device)) return;
  watched.add(device);
  device.view.subscribe(() => {
    if (duty === undefined || present() === duty) return;
    duty = undefined;
    clearTimeout(saving);
    drafts.clear();
    // A timer that ran out between the wipe and this moment.
    void device.store.forget("drafts").catch(() => undefined);
  });
}
