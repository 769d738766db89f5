// What is half written stays, also when the app is put away and killed; and what came back can be mended instead of typed again.
import { useEffect, useState } from "preact/hooks";
import type { Card, Id, Report } from "../../domain/rows.ts";
import type { Records, Store } from "../../store/store.ts";
import { useHandheld, useView } from "./context.ts";

/** `sentAs`: the report that was sent from it. */
type KeptDraft = Records["drafts"][string];

type Kind = Report["kind"] | "note" | "result";

const drafts = new Map<string, KeptDraft>();
/** Not with every letter: a disk that is written to all the time empties a battery. */
const SAVED_AFTER_MS = 800;
let saving: ReturnType<typeof setTimeout> | undefined;

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
