import { useState } from "preact/hooks";
import { changeWordsOf, wordsOfDanger, type WordList, type WordsOfRow } from "../../api/administration.ts";
import { clockTime, dayOf } from "../../domain/times.ts";
import { useLooking } from "../office/use-looking.ts";
import { useDraft, type Draft } from "./draft.ts";
import { Saving } from "./saving.tsx";
import "./words.css";

const LISTS: Record<string, { name: string; why: string; hint: string }> = {
  spoken_words: {
    name: "Words of a call",
    why: "What is said in a call or its log is known on the crew's checklist by these words. A word is found whole, in any case and with an s behind it.",
    hint: "knife* for any ending, key safe for words behind one another, LAS in capitals for an abbreviation",
  },
  warning_signals: { name: "Words for warnings of people, vehicles and addresses", why: "Whoever looks up one of these words finds the warning, also where it says otherwise.", hint: "Single words: gun, not shot gun" },
  marker_categories: { name: "Words for warnings of places", why: "The same for what is known of a house.", hint: "Single words: dog, not guard dog" },
};

/** By which words a danger is known. Words come and go here; which dangers there are is loaded with the list. */
export function WordsOfDanger() {
  const { found, problem, look } = useLooking(wordsOfDanger);
  return (
    <section class="office-box" aria-labelledby="words">
      <h2 id="words">Words of danger</h2>
      <p class="soft">What a force hears in a call, and what officers type for a warning. A change holds at once: for calls, for searches, and on the checklists of crews whose call says one of the words. Of those the newest 20 jobs take it now, others with the next line of their log.</p>
      {problem && <p class="note note-danger" role="alert">{problem}</p>}
      {found?.items.map((list) => <ListOfWords key={list.list} list={list} look={look} />)}
    </section>
  );
}

const counted = (rows: readonly WordsOfRow[]): string => `${rows.length} groups, ${rows.reduce((sum, { words }) => sum + words.length, 0)} words`;

function ListOfWords({ list, look }: { list: WordList; look: () => Promise<void> }) {
  const { name, why, hint } = LISTS[list.list] ?? { name: list.list, why: "", hint: "" };
  const held = { version: list.version, items: list.rows };
  // Only what was changed is sent: the other rows stay as they are.
  const draft = useDraft(held, (version, rows) => changeWordsOf(list.list, version, rows.filter((row, place) => row !== list.rows[place])), look);
  return (
    <details class="steps-of">
      <summary><b>{name}</b><span class="soft">{counted(draft.rows)}{draft.isChanged && ", changed and not saved"}</span></summary>
      <form aria-label={name} onSubmit={(event) => { event.preventDefault(); void draft.save(); }}>
        <p class="soft">{why} {hint}.</p>
        <div class="words-rows">{draft.rows.map((row, place) => <Row key={row.code} row={row} onChange={(words) => draft.change(draft.rows.with(place, { ...row, words }))} />)}</div>
        <div class="words-save"><Saving draft={draft} label={`Save ${name[0]?.toLowerCase()}${name.slice(1)}`} /></div>
        <Changes list={list} draft={draft} />
      </form>
    </details>
  );
}

function Row({ row: { code, label, words }, onChange }: { row: WordsOfRow; onChange: (words: string[]) => void }) {
  const [typed, setTyped] = useState("");
  const add = (): void => {
    const fresh = typed.split(",").map((one) => one.trim()).filter((one) => one && !words.includes(one));
    if (fresh.length) onChange([...words, ...fresh]);
    setTyped("");
  };
  return (
    <fieldset class="words-row">
      <legend>{label}</legend>
      <ul class="words-held">
        {words.map((word) => (
          <li key={word}><button type="button" class="word" aria-label={`Take away ${word} from ${label}`} onClick={() => onChange(words.filter((one) => one !== word))}>{word} <span aria-hidden="true">×</span></button></li>
        ))}
        {words.length === 0 && <li class="soft">No words: found by its name only.</li>}
      </ul>
      <span class="words-add">
        <input aria-label={`Add words to ${label}`} id={`add-${code}`} maxLength={200} autocomplete="off" spellcheck={false} placeholder="Add a word" value={typed} onInput={(event) => setTyped(event.currentTarget.value)} onKeyDown={(event) => { if (event.key === "Enter") { event.preventDefault(); add(); } }} />
        <button type="button" class="btn" disabled={!typed.trim()} onClick={add}>Add<span class="unseen"> to {label}</span></button>
      </span>
    </fieldset>
  );
}

const Changes = ({ list, draft }: { list: WordList; draft: Pick<Draft<unknown>, "isChanged"> }) => (
  <div class="words-changes">
    <h3>Last changes {draft.isChanged && <span class="soft">(what is not saved is not among them)</span>}</h3>
    {list.changes.length === 0 && <p class="soft">None yet: these are the words that were loaded first.</p>}
    <ul>{list.changes.map(({ at, note, said }) => <li key={at}><b class="mono">{dayOf(at)} {clockTime(at)}</b> {said || "No word came or went."} <span class="soft">{note}</span></li>)}</ul>
  </div>
);
