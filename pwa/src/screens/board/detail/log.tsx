import { useRef, useState } from "preact/hooks";
import { reachedLines, type ReachedLine } from "../../../domain/board/reached-lines.ts";
import { clockTime, shortTime } from "../../../domain/board/words.ts";
import type { Incident, LogEntry, Notice, Tasking } from "../../../domain/rows.ts";
import { addLog } from "../orders.ts";
import { OrderWords } from "../order-words.tsx";
import { useOrder } from "../use-order.ts";
import type { Reading } from "./use-incident-detail.ts";

const LATE_MS = 60_000;

interface LogProps {
  incident: Incident;
  entries: readonly LogEntry[];
  taskings: readonly Tasking[];
  notices: readonly Notice[];
  reading: Reading;
}

/** The record, newest first, with the line to add to it on top. What devices proved stands between what people did, and can be left out. */
export function Log({ incident, entries, taskings, notices, reading }: LogProps) {
  const [withReached, setWithReached] = useState(true);
  const reached = withReached ? reachedLines(taskings, reading.state === "read" ? reading.receipts : [], notices) : [];
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
      {taskings.length > 0 && (
        <label class="log-with">
          <input type="checkbox" checked={withReached} onChange={(event) => setWithReached(event.currentTarget.checked)} /> with what each device received
        </label>
      )}
      {reading.state === "reading" && entries.length === 0 && <p class="nothing">Reading the log</p>}
      {reading.state === "read" && missing > 0 && <p class="nothing needs">{missing} entries are not here yet.</p>}
      <ol class="log" reversed>
        {newestFirst(entries, reached).map((line) =>
          "number" in line ? <Line key={line.id} entry={line} entries={entries} /> : <Reached key={line.id} line={line} />,
        )}
      </ol>
    </section>
  );
}

/** The entries keep the order of their numbers; a proof stands above the entries that the record had before it. */
function newestFirst(entries: readonly LogEntry[], reached: readonly ReachedLine[]): (LogEntry | ReachedLine)[] {
  let had = 0;
  const dated = entries.map((line) => ({ line, at: (had = Math.max(had, Date.parse(line.received_at))) }));
  const proofs = reached.map((line) => ({ line, at: Date.parse(line.at) }));
  return [...dated, ...proofs].sort((one, other) => one.at - other.at).map(({ line }) => line).reverse();
}

function Reached({ line }: { line: ReachedLine }) {
  return (
    <li class="log-entry log-reached">
      <time class="mono" dateTime={line.at}>
        {clockTime(line.at)}
      </time>
      <span class="log-text">{line.words}</span>
      <span class="log-author">{line.by}</span>
    </li>
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
