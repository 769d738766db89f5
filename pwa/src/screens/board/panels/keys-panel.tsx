// Breaking the glass, the second person's side: a key is given and read out, and what becomes of it is seen here.
import { useEffect, useState } from "preact/hooks";
import { sentenceFor, wholeSentenceFor } from "../../../api/errors.ts";
import { giveKey, keysGiven } from "../../../api/restricted.ts";
import { type GivenKey, grouped, type KeyRow, spoken, stateOf } from "../../../domain/keys.ts";
import { whenText } from "../../../domain/times.ts";
import { useMarking } from "../../../ui/marking.ts";
import { useTick } from "../../../ui/tick.ts";
import "./keys-panel.css";

const AGAIN_MS = 10_000;
const MINUTES = [15, 10, 5] as const;
const NOTHING = { officer: "", source: "", reference: "", reason: "", minutes: 15 };

export function KeysPanel() {
  const [items, setItems] = useState<KeyRow[] | null>(null);
  const [given, setGiven] = useState<GivenKey | null>(null);
  const [problem, setProblem] = useState("");
  useMarking("OFFICIAL-SENSITIVE");

  const look = (): Promise<void> => keysGiven().then(({ items: told }) => { setItems(told); setProblem(""); }, (error: unknown) => setProblem(sentenceFor(error)));
  useEffect(() => {
    void look();
    const timer = setInterval(() => { if (document.visibilityState === "visible") void look(); }, AGAIN_MS);
    return () => clearInterval(timer);
  }, []);

  return (
    <div class="keys-panel">
      {given ? <ReadOut given={given} onDone={() => setGiven(null)} /> : <GiveForm onGiven={(told) => { setGiven(told); void look(); }} />}
      <section aria-labelledby="keys-given">
        <h3 id="keys-given">Keys that you gave</h3>
        {problem && <p class="note note-danger" role="alert">{problem}</p>}
        {items?.length === 0 && <p class="soft">None yet.</p>}
        <ul class="keys-given">{items?.map((row) => <Given key={row.id} row={row} />)}</ul>
      </section>
    </div>
  );
}

function GiveForm({ onGiven }: { onGiven: (given: GivenKey) => void }) {
  const [asked, setAsked] = useState(NOTHING);
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    try {
      const { officer, source, reference, reason, minutes } = asked;
      onGiven(await giveKey({ officer: officer.trim(), source: source.trim(), reference: reference.trim(), reason: reason.trim(), minutes }));
    } catch (error) {
      setWrong(wholeSentenceFor(error));
      setBusy(false);
    }
  }

  const text = (name: "officer" | "source" | "reference" | "reason", label: string, hint: string, most: number, least = 1) => (
    <div class="field">
      <label for={`key-${name}`}>{label}</label>
      <span class="hint" id={`key-${name}-hint`}>{hint}</span>
      <input id={`key-${name}`} aria-describedby={`key-${name}-hint`} value={asked[name]} maxLength={most} minLength={least} required={name !== "source"} autocomplete="off" spellcheck={false} onInput={(event) => setAsked({ ...asked, [name]: event.currentTarget.value })} />
    </div>
  );
  return (
    <form class="give-form" aria-labelledby="give-heading" onSubmit={(event) => void submit(event)}>
      <h3 id="give-heading">Give a key</h3>
      <p class="soft">To one restricted record, for one officer, for {asked.minutes} minutes from when they open it. A key is made for whatever is typed: it tells nobody whether there is such a record.</p>
      {wrong && <p class="note note-danger" role="alert">{wrong}</p>}
      {text("reference", "Reference", "As the record's owner told it", 80)}
      {text("source", "System that holds it", "Only where the owner named one", 80, 0)}
      {text("officer", "Officer", "Pay number, or the callsign of one officer alone", 20)}
      {text("reason", "Reason", "Who asked and what for; it is told to the auditor", 500, 10)}
      <fieldset class="key-minutes">
        <legend>Opens for</legend>
        {MINUTES.map((minutes) => <label key={minutes}><input type="radio" name="key-minutes" checked={asked.minutes === minutes} onChange={() => setAsked({ ...asked, minutes })} /> {minutes} min</label>)}
      </fieldset>
      <button type="submit" class="small strong" disabled={busy}>Make the key</button>
    </form>
  );
}

function ReadOut({ given, onDone }: { given: GivenKey; onDone: () => void }) {
  return (
    <section class="read-out" aria-labelledby="read-out-heading">
      <h3 id="read-out-heading">Read this out to {given.officer}, {given.pay_number}</h3>
      <p class="the-key mono">{grouped(given.key)}</p>
      <p class="spoken">{spoken(given.key)}</p>
      <p>They open it in Look up, under <b>I have a key</b>: for {given.minutes} minutes, to be used by {whenText(given.expires_at, Date.now())}. It opens for nobody else.</p>
      <p class="soft">It is shown this once and kept nowhere.</p>
      <button type="button" class="small strong" onClick={onDone}>Read out: clear it</button>
    </section>
  );
}

function Given({ row }: { row: KeyRow }) {
  const now = useTick();
  const { words, open } = stateOf(row, now);
  return (
    <li class={open ? "key-open" : undefined}>
      <b>{row.officer} <span class="soft mono">{row.pay_number}</span></b>
      <span class="key-state">{words}</span>
      {row.opened_reason && <span>They said: {row.opened_reason}</span>}
      <span class="soft">Given {whenText(row.given_at, now)} for {row.minutes} minutes: {row.reason}</span>
    </li>
  );
}
