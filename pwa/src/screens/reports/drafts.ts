// What is half written stays while the app is open, and what came back can be mended instead of typed again. In memory only.
import { useEffect, useState } from "preact/hooks";
import type { Card, Id, Report } from "../../domain/rows.ts";
import { useView } from "../handset/context.ts";

interface Kept {
  draft: unknown;
  /** The report that was sent from it. */
  sentAs: Id | null;
}

const drafts = new Map<string, Kept>();

/** The draft of this officer's report of a kind on a job; `sent` says that it went out as a report of this id. */
export function useDraft<Draft>(kind: Report["kind"], card: Card, empty: () => Draft): [Draft, (draft: Draft) => void, (reportId: Id) => void] {
  const { handset } = useView();
  const key = `${handset?.officer.id} ${kind} ${card.incident_id}`;
  const [draft, setDraft] = useState<Draft>(() => {
    const kept = drafts.get(key);
    // Gone out and not come back: the next one starts empty. Refused at the door or sent back: nothing is typed twice.
    const isGone = kept?.sentAs && handset?.reports?.some(({ id, state }) => id === kept.sentAs && state !== "refused");
    return kept && !isGone ? (kept.draft as Draft) : empty();
  });
  useEffect(() => forgetOthers(handset?.officer.id), [handset?.officer.id]);
  const keep = (next: Draft): void => {
    drafts.set(key, { draft: next, sentAs: null });
    setDraft(next);
  };
  return [draft, keep, (reportId) => void drafts.set(key, { draft, sentAs: reportId })];
}

/** Another officer on this device does not find what the last one wrote. */
function forgetOthers(officerId: Id | undefined): void {
  for (const key of drafts.keys()) if (!officerId || !key.startsWith(`${officerId} `)) drafts.delete(key);
}
