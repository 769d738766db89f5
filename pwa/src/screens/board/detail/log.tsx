import { useRef, useState } from "preact/hooks";
import { clockTime, shortTime } from "../../../domain/board/words.ts";
import type { Incident, LogEntry } from "../../../domain/rows.ts";
import { addLog } from "../orders.ts";
import { OrderWords } from "../order-words.tsx";
import { useOrder } from "../use-order.ts";
import type { Reading } from "./use-incident-detail.ts";

const LATE_MS = 60_000;

/** The record, newest first, with the line to add to it on top. */
export function Log({ incident, entries, reading }: { incident: Incident; entries: readonly LogEntry[]; reading: Reading }) {
  const missing = incident.log_count - entries.length;
  return (
    <section class="part" aria-labelledby="log">
      <h2 id="log">
        <span>Log</span>
        <span>
          {entries.length} {entries.length === 1 ? "entry" : "entries"}
        </span>
      </h2>
      <AddLine incident={incident} />
      {reading.state === "reading" && entries.length === 0 && <p class="nothing">Reading the log</p>}
      {reading.state === "read" && missing > 0 && <p class="nothing needs">{missing} entries are not here yet.</p>}
      <ol class="log" reversed>
        {[...entries].reverse().map((entry) => (
          <Line key={entry.id} entry={entry} entries={entries} />
        ))}
      </ol>
    </section>
  );
}

function AddLine({ incident }: { incident: Incident }) {
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const order = useOrder();

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const words = text.trim();
    if (!words || order.now.state === "sending") return;
    // The words stay in the line until the record has them.
    if (await order.give(addLog(incident, words))) setText("");
    field.current?.focus();
  }

  return (
    <form class="log-add" onSubmit={submit}>
      <input
        ref={field}
        id="log-line"
        aria-label="Add to the log"
        placeholder="Add to the log  L"
        maxLength={2000}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        autocomplete="off"
      />
      <button type="submit" class="small">
        Add
      </button>
      <OrderWords now={order.now} onClear={order.clear} />
    </form>
  );
}

function Line({ entry, entries }: { entry: LogEntry; entries: readonly LogEntry[] }) {
  const late = Date.parse(entry.received_at) - Date.parse(entry.occurred_at) > LATE_MS;
  const about = entry.refers_to ? entries.find((other) => other.id === entry.refers_to) : undefined;
  return (
    <li class={`log-entry log-${entry.source}`}>
      <span class="mono log-number">{entry.number}</span>
      <time class="mono" dateTime={entry.occurred_at}>
        {clockTime(entry.occurred_at)}
      </time>
      <span class="log-text">
        {about && <span class="soft">corrects {about.number}: </span>}
        {entry.text}
      </span>
      <span class="log-author">
        {[entry.author, entry.source].filter(Boolean).join(", ")}
        {late && `, received ${shortTime(entry.received_at)}`}
      </span>
    </li>
  );
}
