// Handing out what is held: for whom and why, on whom, what the rules make of it, and then the document.
import { useEffect, useRef, useState } from "preact/hooks";
import { findSubject, listDisclosures, previewDisclosure, type Asked } from "../../api/disclosure.ts";
import { sentenceFor } from "../../api/errors.ts";
import { isCad, PURPOSES, type Disclosed, type Preview, type Purpose, type Subject } from "../../domain/disclosure.ts";
import { whenText } from "../../domain/times.ts";
import { ErrorSummary, Field, type Wrong } from "../../ui/error-summary.tsx";
import { DraftView } from "./draft-view.tsx";
import "./disclosure.css";

interface Found {
  asked: Asked;
  recipient: string;
  items: Subject[];
}

interface Chosen extends Pick<Found, "asked" | "recipient"> {
  subject: Subject;
  preview: Preview;
}

export function DisclosureView() {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [found, setFound] = useState<Found | null>(null);
  const [made, setMade] = useState<Disclosed[] | null>(null);
  const [problem, setProblem] = useState("");

  const look = (): Promise<void> => listDisclosures().then(({ items }) => setMade(items), (error: unknown) => setProblem(sentenceFor(error)));
  useEffect(() => void look(), []);

  async function choose(subject: Subject, { asked, recipient }: Found): Promise<void> {
    const draft = { ...asked, subject_kind: subject.kind, subject_id: subject.id, changes: [], words: [] };
    try {
      setChosen({ asked, recipient, subject, preview: await previewDisclosure(draft) });
      setProblem("");
    } catch (error) {
      setProblem(sentenceFor(error));
    }
  }

  return (
    <section aria-labelledby="disclosure-heading">
      <div class="audit-bar">
        <h2 id="disclosure-heading">Hand out what is held</h2>
        <p class="soft">What is taken out is not in the file. Restricted records are never part of it, and nothing says so.</p>
      </div>
      {problem && <p class="note note-warn" role="alert">{problem}</p>}
      {chosen
        ? <DraftView {...chosen} onLeave={() => { setChosen(null); setFound(null); void look(); }} />
        : (
          <div class="audit-two">
            <AskForm onFound={setFound} />
            <div class="disclosure-right">
              {found && <FoundList found={found.items} onChoose={(subject) => void choose(subject, found)} />}
              <MadeList made={made} />
            </div>
          </div>
        )}
    </section>
  );
}

function AskForm({ onFound }: { onFound: (found: Found | null) => void }) {
  const [given, setGiven] = useState({ purpose: "access" as Purpose, reference: "", recipient: "", who: "", born: "" });
  const [wrongs, setWrongs] = useState<Wrong[]>([]);
  const asked: Asked = { purpose: given.purpose, reference: given.reference.trim() };

  async function find(event: Event): Promise<void> {
    event.preventDefault();
    const missing = missingOf(given);
    setWrongs(missing);
    onFound(null);
    if (missing.length) return;
    const cad = isCad(given.who);
    const terms = { ...asked, name: cad ? "" : given.who.trim(), born: cad ? "" : given.born.trim(), cad: cad ? given.who.trim() : "" };
    await findSubject(terms).then(({ items }) => onFound({ asked, recipient: given.recipient.trim(), items }), (error: unknown) => setWrongs([{ sentence: sentenceFor(error) }]));
  }

  const field = (id: "reference" | "recipient" | "who" | "born", label: string, hint: string) => (
    <Field id={`disclosure-${id}`} label={label} hint={hint} wrong={wrongs.find((one) => one.field === `disclosure-${id}`)?.sentence}>
      <input id={`disclosure-${id}`} aria-describedby={`disclosure-${id}-hint`} value={given[id]} maxLength={120} autocomplete="off" onInput={(event) => setGiven({ ...given, [id]: event.currentTarget.value })} />
    </Field>
  );

  return (
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
  );
}

function missingOf(given: { reference: string; recipient: string; who: string }): Wrong[] {
  const asked = [["reference", "Enter the reference"], ["recipient", "Say to whom it goes"], ["who", "Say on whom or what"]] as const;
  return asked.filter(([id]) => given[id].trim().length < 3).map(([id, sentence]) => ({ field: `disclosure-${id}`, sentence }));
}

function FoundList({ found, onChoose }: { found: Subject[]; onChoose: (subject: Subject) => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [found]);
  return (
    <div>
      <h3 ref={heading} tabIndex={-1}>{found.length === 0 ? "Nothing found that could be handed out" : "Who is meant?"}</h3>
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
