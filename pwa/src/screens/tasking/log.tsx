import type { Card, LogEntry } from "../../domain/rows.ts";
import { bothTimes } from "../../domain/times.ts";
import { isWaitingEntry } from "../../domain/waiting.ts";
import { Shield } from "../../ui/shield.tsx";
import "./log.css";

/** The incident's log, newest first. Both times stand there when they differ. */
export function Log({ card, onAdd }: { card: Card; onAdd: () => void }) {
  const entries = [...(card.log ?? [])].reverse();
  return (
    <section class="card log" aria-labelledby="log-heading">
      <div class="log-head">
        <h2 id="log-heading">Log</h2>
        <button type="button" class="btn" onClick={onAdd}>Add to the log</button>
      </div>
      {entries.length ? <ol reversed>{entries.map((entry) => <li key={entry.id}><Shield><Entry entry={entry} /></Shield></li>)}</ol> : <p class="soft">Nothing yet.</p>}
    </section>
  );
}

function Entry({ entry }: { entry: LogEntry }) {
  const { shown, received } = bothTimes(entry.occurred_at, entry.received_at, Date.now());
  return (
    <>
      <time class="mono" dateTime={entry.occurred_at}>{shown}</time>
      <div>
        <p>{entry.text}</p>
        <p class="log-by">
          {entry.author ?? entry.source}
          {received && <> · received {received}</>}
          {isWaitingEntry(entry) && <b> · waiting to be sent</b>}
        </p>
      </div>
    </>
  );
}
