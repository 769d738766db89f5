// Handing out what is held: for whom and why, on whom, what the rules make of it, and then the document.
import { useEffect, useState } from "preact/hooks";
import { findSubject, listDisclosures, previewDisclosure, type Asked } from "../../api/disclosure.ts";
import { sentenceFor } from "../../api/errors.ts";
import { isCad, PURPOSES, type Disclosed, type Preview, type Purpose, type Subject } from "../../domain/disclosure.ts";
import { whenText } from "../../domain/times.ts";
import { ErrorSummary, Field, type Wrong } from "../../ui/error-summary.tsx";
import { DraftView } from "./draft-view.tsx";
import "./disclosure.css";

interface Chosen {
  asked: Asked;
  recipient: string;
  subject: Subject;
  preview: Preview;
}

export function DisclosureView() {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [made, setMade] = useState<Disclosed[] | null>(null);

  const look = (): Promise<void> => listDisclosures().then(({ items }) => setMade(items), () => setMade(null));
  useEffect(() => void look(), []);

  return (
    <section aria-labelledby="disclosure-heading">
      <div class="audit-bar">
        <h2 id="disclosure-heading">Hand out what is held</h2>
        <p class="soft">What is taken out is not in the file. Restricted records are never part of it, and nothing says so.</p>
      </div>
      {chosen
        ? <DraftView {...chosen} onLeave={() => { setChosen(null); void look(); }} />
        : <div class="audit-two"><AskForm onChosen={setChosen} /><MadeList made={made} /></div>}
    </section>
  );
}

function AskForm({ onChosen }: { onChosen: (chosen: Chosen) => void }) {
  const [given, setGiven] = useState({ purpose: "access" as Purpose, reference: "", recipient: "", who: "", born: "" });
  const [wrongs, setWrongs] = useState<Wrong[]>([]);
  const [found, setFound] = useState<Subject[] | null>(null);
  const asked: Asked = { purpose: given.purpose, reference: given.reference.trim() };

  async function find(event: Event): Promise<void> {
    event.preventDefault();
    const missing = missingOf(given);
    setWrongs(missing);
    setFound(null);
    if (missing.length) return;
    const cad = isCad(given.who);
    const terms = { ...asked, name: cad ? "" : given.who.trim(), born: cad ? "" : given.born.trim(), cad: cad ? given.who.trim() : "" };
    await findSubject(terms).then(({ items }) => setFound(items), (error: unknown) => setWrongs([{ sentence: sentenceFor(error) }]));
  }

  async function choose(subject: Subject): Promise<void> {
    const draft = { ...asked, subject_kind: subject.kind, subject_id: subject.id, changes: [], words: [] };
    try {
      onChosen({ asked, recipient: given.recipient.trim(), subject, preview: await previewDisclosure(draft) });
    } catch (error) {
      setWrongs([{ sentence: sentenceFor(error) }]);
    }
  }

  const field = (id: "reference" | "recipient" | "who" | "born", label: string, hint: string) => (
    <Field id={`disclosure-${id}`} label={label} hint={hint} wrong={wrongs.find((one) => one.field === `disclosure-${id}`)?.sentence}>
      <input id={`disclosure-${id}`} aria-describedby={`disclosure-${id}-hint`} value={given[id]} maxLength={120} autocomplete="off" onInput={(event) => setGiven({ ...given, [id]: event.currentTarget.value })} />
    </Field>
  );

  return (
    <div class="disclosure-ask">
      <form class="audit-form card" onSubmit={find} noValidate>
        <ErrorSummary wrongs={wrongs} />
        <fieldset class="disclosure-purpose">
          <legend>Who asks</legend>
          {PURPOSES.map(({ code, label, hint }) => (
            <label key={code}>
              <input type="radio" name="disclosure-purpose" checked={given.purpose === code} onChange={() => setGiven({ ...given, purpose: code })} />
              <span><b>{label}</b><span class="soft">{hint}</span></span>
            </label>
          ))}
        </fieldset>
        {field("reference", "Reference", "The number of the request or of the case")}
        {field("recipient", "To whom it goes", "A person, and their body if they have one")}
        {field("who", given.purpose === "court" ? "Name, or CAD reference" : "Name", given.purpose === "court" ? "Such as Ann Made-Up, or 4521/22NOV26" : "As the request gives it")}
        {!isCad(given.who) && field("born", "Date of birth (may stay empty)", "Such as 12/03/1994")}
        <button type="submit" class="btn btn-strong">Find</button>
      </form>
      {found && <FoundList found={found} onChoose={(subject) => void choose(subject)} />}
    </div>
  );
}

function missingOf(given: { reference: string; recipient: string; who: string }): Wrong[] {
  const asked = [["reference", "Enter the reference"], ["recipient", "Say to whom it goes"], ["who", "Say on whom or what"]] as const;
  return asked.filter(([id]) => given[id].trim().length < 3).map(([id, sentence]) => ({ field: `disclosure-${id}`, sentence }));
}

function FoundList({ found, onChoose }: { found: Subject[]; onChoose: (subject: Subject) => void }) {
  return (
    <div role="status">
      <h3>{found.length === 0 ? "Nothing found that could be handed out" : "Who is meant?"}</h3>
      <ul class="disclosure-found">
        {found.map((one) => (
          <li key={one.id} class="card">
            <div><b>{one.title}</b><span class="soft">{one.detail}</span></div>
            <button type="button" class="btn" onClick={() => onChoose(one)}>Preview<span class="unseen"> {one.title}, {one.detail}</span></button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function MadeList({ made }: { made: Disclosed[] | null }) {
  return (
    <div>
      <h3>Handed out before</h3>
      {made?.length === 0 && <p class="soft">Nothing yet.</p>}
      <ul class="disclosure-found">
        {made?.map((one) => (
          <li key={one.id} class="card">
            <div>
              <b>{one.recipient}</b>
              <span>{one.reference} · {PURPOSES.find(({ code }) => code === one.purpose)?.label}</span>
              <span class="soft">{one.shown} facts, something removed in {one.removed} · {one.marking} · {one.made_by}, {whenText(one.made_at, Date.now())}</span>
              <span class="soft mono disclosure-subject">{one.subject}</span>
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}
