// Quiet alerts: which rule, who, how often, in words. Somebody sees them, and somebody says what came of them.
import { useEffect, useState } from "preact/hooks";
import { listAlerts, sawAlert, settleAlert } from "../../api/audit.ts";
import { sentenceFor } from "../../api/errors.ts";
import type { Alert, Alerts } from "../../domain/audit.ts";
import { whenText } from "../../domain/times.ts";
import { ErrorSummary, Field } from "../../ui/error-summary.tsx";

const AGAIN_MS = 30_000;

export function AlertsView({ onOpen, onLooks }: { onOpen: (open: number) => void; onLooks: (alert: Alert) => void }) {
  const [state, setState] = useState<"open" | "settled">("open");
  const [alerts, setAlerts] = useState<Alerts | null>(null);
  const [problem, setProblem] = useState("");

  async function look(): Promise<void> {
    try {
      const told = await listAlerts(state);
      setAlerts(told);
      setProblem("");
      onOpen(told.open);
    } catch (error) {
      setProblem(sentenceFor(error));
    }
  }

  useEffect(() => {
    setAlerts(null);
    void look();
    const timer = setInterval(() => { if (document.visibilityState === "visible") void look(); }, AGAIN_MS);
    return () => clearInterval(timer);
  }, [state]);

  async function more(before: number): Promise<void> {
    const told = await listAlerts(state, before).catch((error: unknown) => { setProblem(sentenceFor(error)); return null; });
    if (told && alerts) setAlerts({ ...told, items: [...alerts.items, ...told.items] });
  }

  return (
    <section aria-labelledby="alerts-heading">
      <div class="audit-bar">
        <h2 id="alerts-heading">{state === "open" ? "What stands out" : "Settled"}</h2>
        <div class="segments-row" role="group" aria-label="Which alerts">
          <button type="button" class="btn" aria-pressed={state === "open"} onClick={() => setState("open")}>Open</button>
          <button type="button" class="btn" aria-pressed={state === "settled"} onClick={() => setState("settled")}>Settled</button>
        </div>
        <p class="soft">An alert proves nothing. Nobody was stopped by it, and whoever it is about knows nothing of it.</p>
      </div>
      {problem && <p class="note note-warn" role="alert">{problem}</p>}
      {alerts && alerts.items.length === 0 && <p class="audit-empty">{state === "open" ? "Nothing stands out." : "Nothing has been settled yet."}</p>}
      <ol class="audit-alerts">
        {alerts?.items.map((alert) => <li key={alert.id}><OneAlert alert={alert} onChanged={() => void look()} onLooks={onLooks} /></li>)}
      </ol>
      {alerts?.next && <button type="button" class="btn" onClick={() => void more(alerts.next as number)}>Older ones</button>}
    </section>
  );
}

function OneAlert({ alert, onChanged, onLooks }: { alert: Alert; onChanged: () => void; onLooks: (alert: Alert) => void }) {
  const [settling, setSettling] = useState(false);
  const [wrong, setWrong] = useState("");
  const settled = alert.settled_at !== null;

  async function saw(): Promise<void> {
    await sawAlert(alert.id).then(onChanged, (error: unknown) => setWrong(sentenceFor(error)));
  }

  return (
    <article class={`audit-alert ${alert.seen_at ? "" : "audit-new"}`} aria-labelledby={`alert-${alert.id}`}>
      <p class="audit-rule"><b>{alert.label}</b>{!alert.seen_at && <span class="audit-tag">New</span>}</p>
      <div class="audit-said">
        <h3 id={`alert-${alert.id}`}>{alert.words}</h3>
        {alert.line && <p>{alert.line}</p>}
        {alert.reference && <p>Record {alert.reference} · owner {alert.owner || "not named"}</p>}
        <p class="soft">{times(alert)}{alert.seen_by && ` · seen by ${alert.seen_by}`}</p>
        {settled && <p class="audit-note"><b>{alert.settled_by}</b>, {whenText(alert.settled_at as string, Date.now())}: {alert.note}</p>}
        {wrong && <p class="note note-warn" role="alert">{wrong}</p>}
        {settling && <SettleForm alert={alert} onDone={() => { setSettling(false); onChanged(); }} onLeave={() => setSettling(false)} />}
      </div>
      <div class="audit-acts">
        <button type="button" class="btn" onClick={() => onLooks(alert)}>Show looks<span class="unseen"> of this alert: {alert.words}</span></button>
        {!settled && !alert.seen_at && <button type="button" class="btn" onClick={() => void saw()}>Seen</button>}
        {!settled && !settling && <button type="button" class="btn btn-strong" onClick={() => setSettling(true)}>Settle</button>}
      </div>
    </article>
  );
}

function times({ count, first_at, last_at }: Alert): string {
  const last = whenText(last_at, Date.now());
  return count === 1 ? `Once, ${last}` : `${count} times, ${whenText(first_at, Date.now())} to ${last}`;
}

function SettleForm({ alert, onDone, onLeave }: { alert: Alert; onDone: () => void; onLeave: () => void }) {
  const [note, setNote] = useState("");
  const [wrong, setWrong] = useState("");
  const id = `note-${alert.id}`;

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (note.trim().length < 5) return setWrong("Say what came of it");
    await settleAlert(alert.id, note.trim()).then(onDone, (error: unknown) => setWrong(sentenceFor(error)));
  }

  return (
    <form class="audit-settle" onSubmit={submit} noValidate>
      <ErrorSummary wrongs={wrong ? [{ field: id, sentence: wrong }] : []} />
      <Field id={id} label="What came of it" hint="Who was asked, what was said, and what happens now. It stays with the alert." wrong={wrong || undefined}>
        <textarea id={id} maxLength={1000} value={note} aria-describedby={`${id}-hint`} onInput={(event) => setNote(event.currentTarget.value)} />
      </Field>
      <div class="pair-left"><button type="submit" class="btn btn-strong">Settle it</button><button type="button" class="btn" onClick={onLeave}>Leave it open</button></div>
    </form>
  );
}
