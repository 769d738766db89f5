// Whose records tell the auditor when somebody looks: what officers have declared, and the protected flag.
import { useEffect, useState } from "preact/hooks";
import { endWatch, listWatched, watchRecord } from "../../api/audit.ts";
import { ApiError, sentenceFor } from "../../api/errors.ts";
import { RELATIONS, type Watched } from "../../domain/audit.ts";
import { kindWord } from "../../domain/lookup.ts";
import { dayOf } from "../../domain/times.ts";
import { Field } from "../../ui/error-summary.tsx";

const NOTHING = { record: "", relation: "self", pay_number: "", note: "" };
const RECORD = /^\s*(nominal|vehicle|phone|address|object|organisation)\s+([0-9a-f-]{36})\s*$/i;

export function WatchedView() {
  const [items, setItems] = useState<Watched[] | null>(null);
  const [problem, setProblem] = useState("");

  const look = (): Promise<void> => listWatched().then(({ items: told }) => { setItems(told); setProblem(""); }, (error: unknown) => setProblem(sentenceFor(error)));
  useEffect(() => void look(), []);

  return (
    <section aria-labelledby="watched-heading">
      <div class="audit-bar"><h2 id="watched-heading">Watched records</h2><p class="soft">A look at one of these raises an alert. It hides nothing, and whoever looks is not told.</p></div>
      {problem && <p class="note note-warn" role="alert">{problem}</p>}
      <div class="audit-two">
        <AddForm onDone={() => void look()} />
        {items && items.length === 0 && <p class="audit-empty">No record is watched.</p>}
        <ul class="audit-watched">
          {items?.map((one) => (
            <li key={one.id} class="card">
              <div><b>{one.line ?? "A restricted record"}</b><span class="soft"> {kindWord(one.record_kind)}</span></div>
              <p>{RELATIONS.find(([code]) => code === one.relation)?.[1]}{one.officer && ` of ${one.officer} (${one.pay_number})`}{one.note && `: ${one.note}`}</p>
              <p class="soft">Entered by {one.entered_by}, {dayOf(one.entered_at)}</p>
              <button type="button" class="btn" onClick={() => void endWatch(one.id).then(look, (error: unknown) => setProblem(sentenceFor(error)))}>Watch no more</button>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

function AddForm({ onDone }: { onDone: () => void }) {
  const [given, setGiven] = useState(NOTHING);
  const [wrong, setWrong] = useState<Record<string, string>>({});

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const [, kind, id] = RECORD.exec(given.record) ?? [];
    if (!kind || !id) return setWrong({ record: "Copy it from the log, such as nominal 3f0c…" });
    const { relation, pay_number, note } = given;
    try {
      await watchRecord({ record_kind: kind.toLowerCase(), record_id: id.toLowerCase(), relation, pay_number: relation === "protected" ? "" : pay_number.trim(), note });
      setGiven(NOTHING);
      setWrong({});
      onDone();
    } catch (error) {
      const details = error instanceof ApiError ? error.details : {};
      setWrong({ record: details["record_id"]?.join(" ") ?? (details["pay_number"] ? "" : sentenceFor(error)), pay_number: details["pay_number"]?.join(" ") ?? "" });
    }
  }

  return (
    <form class="audit-form card" onSubmit={submit} noValidate>
      <h3>Watch a record</h3>
      <Field id="watch-record" label="Record" hint="Kind and number, as they stand in the log" wrong={wrong["record"] || undefined}>
        <input id="watch-record" class="mono" aria-describedby="watch-record-hint" value={given.record} maxLength={60} autocomplete="off" onInput={(event) => setGiven({ ...given, record: event.currentTarget.value })} />
      </Field>
      <div class="field">
        <label for="watch-relation">Why</label>
        <select id="watch-relation" value={given.relation} onChange={(event) => setGiven({ ...given, relation: event.currentTarget.value })}>
          {RELATIONS.map(([code, label]) => <option key={code} value={code}>{label}</option>)}
        </select>
      </div>
      {given.relation !== "protected" && (
        <Field id="watch-pay" label="Officer's pay number" wrong={wrong["pay_number"] || undefined}>
          <input id="watch-pay" class="mono" value={given.pay_number} maxLength={20} autocomplete="off" onInput={(event) => setGiven({ ...given, pay_number: event.currentTarget.value })} />
        </Field>
      )}
      <Field id="watch-note" label="Note (may stay empty)">
        <input id="watch-note" value={given.note} maxLength={500} onInput={(event) => setGiven({ ...given, note: event.currentTarget.value })} />
      </Field>
      <button type="submit" class="btn btn-strong">Watch it</button>
    </form>
  );
}
