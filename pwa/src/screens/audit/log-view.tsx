// The log itself: who did or looked at what, why and when; searched by officer, record, incident, kind and time.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { readAudit, type Terms } from "../../api/audit.ts";
import { sentenceFor } from "../../api/errors.ts";
import { actWords, atText, idsIn, KINDS, subjectWords, type AuditRow, type Seals } from "../../domain/audit.ts";
import { fromLondonField, toLondonField } from "../../domain/london-field.ts";

/** Looks first: what was done to the record is most of the log and seldom the question. */
export const NO_TERMS: Terms = { officer: "", subject: "", incident: "", kind: "consultation", since: null, until: null };

export function LogView({ first, seals, onSeals }: { first: Terms; seals: ComponentChildren; onSeals: (seals: Seals) => void }) {
  const [asked, setAsked] = useState<Terms>(first);
  const [found, setFound] = useState<{ rows: AuditRow[]; next: number | null } | null>(null);
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);

  async function look(terms: Terms, before: number | null = null): Promise<void> {
    setBusy(true);
    try {
      const page = await readAudit(terms, before);
      setFound((had) => ({ rows: before === null ? page.items : [...(had?.rows ?? []), ...page.items], next: page.next }));
      if (page.seals) onSeals(page.seals);
      setProblem("");
    } catch (error) {
      setProblem(sentenceFor(error));
    } finally {
      setBusy(false);
    }
  }

  useEffect(() => void look(first), []);

  return (
    <section aria-labelledby="log-heading">
      <div class="audit-bar"><h2 id="log-heading">The log</h2>{seals}</div>
      <LogFilter asked={asked} busy={busy} onChange={setAsked} onAsk={() => void look(asked)} />
      {problem && <p class="note note-warn" role="alert">{problem}</p>}
      {found && (found.rows.length ? <LogTable rows={found.rows} /> : <p class="audit-empty">Nothing in the log fits.</p>)}
      {found?.next && <button type="button" class="btn audit-older" disabled={busy} onClick={() => void look(asked, found.next)}>Older rows</button>}
    </section>
  );
}

function LogFilter({ asked, busy, onChange, onAsk }: { asked: Terms; busy: boolean; onChange: (next: Terms) => void; onAsk: () => void }) {
  const word = (name: "officer" | "subject" | "incident", label: string, hint: string) => (
    <div class="field">
      <label for={`log-${name}`}>{label}</label>
      <input id={`log-${name}`} value={asked[name]} placeholder={hint} maxLength={name === "incident" ? 20 : 80} autocomplete="off" onInput={(event) => onChange({ ...asked, [name]: event.currentTarget.value })} />
    </div>
  );
  const time = (name: "since" | "until", label: string) => (
    <div class="field audit-time">
      <label for={`log-${name}`}>{label}</label>
      <input id={`log-${name}`} type="datetime-local" step={1} defaultValue={asked[name] ? toLondonField(asked[name]) : ""} onInput={(event) => onChange({ ...asked, [name]: fromLondonField(event.currentTarget.value, name === "until") })} />
    </div>
  );
  return (
    <form class="audit-filter" role="search" aria-label="The log" noValidate onSubmit={(event) => { event.preventDefault(); if (!busy) onAsk(); }}>
      {word("officer", "Officer", "Name or number")}
      {word("subject", "About", "What was typed")}
      {word("incident", "Incident", "4521/22NOV26")}
      <div class="field">
        <label for="log-kind">Kind</label>
        <select id="log-kind" value={asked.kind} onChange={(event) => onChange({ ...asked, kind: event.currentTarget.value })}>
          <option value="">All</option>
          {KINDS.map((kind) => <option key={kind} value={kind}>{kind.charAt(0).toUpperCase() + kind.slice(1)}</option>)}
        </select>
      </div>
      {time("since", "From (London)")}
      {time("until", "To (London)")}
      <button type="submit" class="btn btn-strong" disabled={busy}>{busy ? "Looking" : "Search"}</button>
    </form>
  );
}

/** The numbers of the records, for whoever looks for one of them: most readers do not. */
function Ids({ subject }: { subject: string }) {
  const ids = idsIn(subject);
  if (!ids.length) return null;
  return (
    <details class="audit-ids">
      <summary>{ids.length === 1 ? "Its number" : `${ids.length} numbers`}</summary>
      <ul class="mono">{ids.map((id, place) => <li key={`${id}${place}`}>{id}</li>)}</ul>
    </details>
  );
}

/** A table where there is room, and the same rows one under the other where there is not. */
export function LogTable({ rows }: { rows: AuditRow[] }) {
  return (
    <table class="audit-log">
      <thead><tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">About</th><th scope="col">Why</th></tr></thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} class={row.kind === "consultation" ? "" : "audit-kind"}>
            <td class="audit-when"><time class="mono" dateTime={row.at}>{atText(row.at, Date.now())}</time><span class={row.sealed ? "audit-seal-mark" : "audit-seal-mark audit-unsealed"} title={row.sealed ? "Sealed" : "Not sealed yet"} /><span class="unseen">{row.sealed ? "sealed" : "not sealed yet"}</span></td>
            <td><b>{row.actor}</b>{(row.callsign || row.pay_number) && <span class="soft">{[row.callsign, row.pay_number].filter(Boolean).join(" · ")}</span>}</td>
            <td>{actWords(row.action)}{row.kind !== "consultation" && <span class="audit-tag">{row.kind}</span>}</td>
            <td class="audit-about">{subjectWords(row)}<Ids subject={row.subject} /></td>
            <td>{row.reason || <span class="soft">none given</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
