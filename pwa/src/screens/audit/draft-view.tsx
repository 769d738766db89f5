// The preview: every fact as it will be handed out. What a rule took out can be put back with a reason; more can be taken out.
import { useEffect, useRef, useState } from "preact/hooks";
import { exportDisclosure, previewDisclosure, type Asked } from "../../api/disclosure.ts";
import { sentenceFor } from "../../api/errors.ts";
import { changed, ownChanges, pieces, sections, type Change, type Fact, type Preview, type Subject } from "../../domain/disclosure.ts";
import { useMarking } from "../../ui/marking.ts";
import { handOut } from "./handing-out.ts";

type Decide = (key: string, change: Change | null) => Promise<void>;

export function DraftView({ asked, recipient, subject, preview, onLeave }: { asked: Asked; recipient: string; subject: Subject; preview: Preview; onLeave: () => void }) {
  const [draft, setDraft] = useState(preview);
  const [changes, setChanges] = useState<Change[]>([]);
  const [words, setWords] = useState<string[]>([]);
  const [problem, setProblem] = useState("");
  const [done, setDone] = useState("");
  const heading = useRef<HTMLHeadingElement>(null);
  useMarking("OFFICIAL-SENSITIVE");
  useEffect(() => { heading.current?.focus(); scrollTo(0, 0); }, []);
  const given = { ...asked, subject_kind: subject.kind, subject_id: subject.id };

  async function again(next: Change[], cut: string[]): Promise<void> {
    try {
      setDraft(await previewDisclosure({ ...given, changes: next, words: cut }));
      setChanges(next);
      setWords(cut);
      setProblem("");
      setDone("");
    } catch (error) {
      setProblem(sentenceFor(error));
    }
  }

  async function give(): Promise<void> {
    try {
      const made = await exportDisclosure({ ...given, recipient, changes, words });
      handOut(`disclosure-${made.number}.html`, "text/html", made.html);
      handOut(`disclosure-${made.number}.json`, "application/json", made.json);
      setProblem("");
      setDone(made.number);
    } catch (error) {
      setProblem(sentenceFor(error));
    }
  }

  const own = ownChanges(changes, words);
  return (
    <div class="disclosure-draft">
      <aside class="disclosure-side card" aria-label="The document">
        <h3 ref={heading} tabIndex={-1}>{draft.line}</h3>
        <p>For <b>{recipient}</b>, {asked.reference}</p>
        <p><span class="disclosure-marking">{draft.marking}</span></p>
        <p role="status">{draft.shown} facts; something removed in {draft.removed}.{own && ` ${own}.`}</p>
        <CutForm words={words} onWords={(next) => void again(changes, next)} />
        {problem && <p class="note note-warn" role="alert">{problem}</p>}
        {done
          ? <p class="note" role="status">Two files were handed to your browser: a page to print, and the same as JSON. It is written down. Document <span class="mono">{done}</span></p>
          : <p class="soft">Read it to the end: a name that no record knows is found by nobody but you.</p>}
        <div class="pair-left">
          <button type="button" class="btn btn-strong" onClick={() => void give()}>Hand it out</button>
          <button type="button" class="btn" onClick={onLeave}>{done ? "Another one" : "Leave it"}</button>
        </div>
      </aside>
      <div>
        {sections(draft.items).map(({ title, items }) => (
          <section key={title} class="disclosure-section" aria-label={title}>
            <h3>{title}</h3>
            <ul>{items.map((fact) => <FactRow key={fact.key} fact={fact} change={changes.find(({ key }) => key === fact.key)} onDecide={(key, change) => again(changed(changes, key, change), words)} />)}</ul>
          </section>
        ))}
      </div>
    </div>
  );
}

function FactRow({ fact, change, onDecide }: { fact: Fact; change: Change | undefined; onDecide: Decide }) {
  const [putting, setPutting] = useState(false);
  const back = !fact.locked && !change && Boolean(fact.was);
  return (
    <li class={`disclosure-fact ${fact.out ? "disclosure-out" : ""}`}>
      <span class="disclosure-label">{fact.label}</span>
      <div class="disclosure-said">
        {fact.at && <span class="soft">{fact.at}</span>}
        {fact.out ? <p class="disclosure-cut">Removed: {fact.reasons.join("; ")}</p> : <p>{pieces(fact.text).map(({ words, cut }, at) => cut ? <span key={at} class="disclosure-cut">{words}</span> : words)}</p>}
        {fact.was && <p class="soft disclosure-was"><b>Not handed out:</b> {fact.was}</p>}
        {change?.show && <p class="soft"><b>Put back:</b> {change.reason}</p>}
        {putting && <BackForm fact={fact} onDone={async (reason) => { await onDecide(fact.key, { key: fact.key, show: true, reason }); setPutting(false); }} onLeave={() => setPutting(false)} />}
      </div>
      <div class="disclosure-acts">
        {change && <button type="button" class="btn" onClick={() => void onDecide(fact.key, null)}>Undo<span class="unseen"> of {fact.label}</span></button>}
        {!change && !fact.out && <button type="button" class="btn" onClick={() => void onDecide(fact.key, { key: fact.key, show: false, reason: "" })}>Take out<span class="unseen"> {fact.label}</span></button>}
        {back && !putting && <button type="button" class="btn" onClick={() => setPutting(true)}>Put back<span class="unseen"> {fact.label}</span></button>}
        {fact.locked && <span class="soft">Never handed out</span>}
      </div>
    </li>
  );
}

function BackForm({ fact, onDone, onLeave }: { fact: Fact; onDone: (reason: string) => Promise<void>; onLeave: () => void }) {
  const [reason, setReason] = useState("");
  const [wrong, setWrong] = useState(false);
  const id = `back-${fact.key}`;

  function submit(event: Event): void {
    event.preventDefault();
    if (reason.trim().length < 10) return setWrong(true);
    void onDone(reason.trim());
  }

  return (
    <form class="disclosure-back" onSubmit={submit} noValidate>
      <div class={wrong ? "field field-wrong" : "field"}>
        <label for={id}>Why is this handed out?</label>
        {wrong && <span class="wrong" id={`${id}-wrong`} role="alert"><span class="unseen">Error: </span>Say why, in ten letters or more; it stays in the log</span>}
        <input id={id} value={reason} maxLength={500} aria-describedby={wrong ? `${id}-wrong` : undefined} onInput={(event) => setReason(event.currentTarget.value)} />
      </div>
      <div class="pair-left"><button type="submit" class="btn btn-strong">Put it back</button><button type="button" class="btn" onClick={onLeave}>Leave it out</button></div>
    </form>
  );
}

function CutForm({ words, onWords }: { words: string[]; onWords: (words: string[]) => void }) {
  const [typed, setTyped] = useState("");

  function submit(event: Event): void {
    event.preventDefault();
    const word = typed.trim();
    if (word.length < 3 || words.includes(word)) return;
    onWords([...words, word]);
    setTyped("");
  }

  return (
    <form class="disclosure-words" onSubmit={submit} noValidate>
      <div class="field">
        <label for="disclosure-word">Cut a name or words out everywhere</label>
        <input id="disclosure-word" value={typed} maxLength={80} autocomplete="off" onInput={(event) => setTyped(event.currentTarget.value)} />
      </div>
      <button type="submit" class="btn">Cut out</button>
      {words.length > 0 && (
        <ul class="disclosure-cuts" aria-label="Cut out everywhere">
          {words.map((word) => <li key={word}><button type="button" class="btn" onClick={() => onWords(words.filter((one) => one !== word))}>{word}<span aria-hidden="true"> ×</span><span class="unseen">: no longer cut out</span></button></li>)}
        </ul>
      )}
    </form>
  );
}
