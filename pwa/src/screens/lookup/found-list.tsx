// What a search found: the warnings first, then who it is, then why it is here and how old.
import { type Asked, BANDS, couldTry, kindWord, type LookedUp, type LookedUpItem, searchedIn } from "../../domain/lookup.ts";
import { dayOf } from "../../domain/times.ts";
import { Markers } from "./markers.tsx";

/** `unsure`: what whoever looks can do where nothing was found and it matters. */
export function FoundList({ asked, found, unsure, onOpen }: { asked: Asked; found: LookedUp; unsure: string; onOpen: (kind: string, id: string) => void }) {
  return (
    <section class="found" aria-labelledby="found-heading">
      <h2 id="found-heading" tabIndex={-1}>{found.nothing_found ? "No trace" : `${found.items.length} found`}</h2>
      {found.ask && <p class="note note-warn">{found.ask}</p>}
      {found.nothing_found ? <NoTrace asked={asked} found={found} unsure={unsure} /> : <p class="hint">Opening one is a consultation: it is logged with your name and reason.</p>}
      <ol>{found.items.map((item) => <li key={`${item.kind} ${item.id}`}><Hit item={item} byWords={asked.kind === "words"} onOpen={onOpen} /></li>)}</ol>
      {!found.nothing_found && <Searched found={found} />}
    </section>
  );
}

/** Whether it is the one who is meant is no question where words were looked for, and *Possible: warning Violent* is read as a warning that is only possible. */
function Hit({ item, byWords, onOpen }: { item: LookedUpItem; byWords: boolean; onOpen: (kind: string, id: string) => void }) {
  return (
    <button type="button" class="hit card" onClick={() => onOpen(item.kind, item.id)}>
      <Markers markers={[...item.reports, ...item.markers]} />
      <span class="hit-title">{item.title}</span>
      {item.detail && <span>{item.detail}</span>}
      <span class="hit-why">{byWords ? asSentence(item.why.join(", ")) : <><b>{BANDS[item.band]}</b>{item.why.length > 0 && `: ${item.why.join(", ")}`}</>}</span>
      <span class="soft">{kindWord(item.kind)} · {item.source}, {dayOf(item.changed_on)}{item.exercise && " · made up"}</span>
    </button>
  );
}

/** Nothing found is not the same as nothing known: what can be tried next, how it was looked for, where, and how fresh that is. */
const NoTrace = ({ asked, found, unsure }: { asked: Asked; found: LookedUp; unsure: string }) => (
  <>
    <p class="note"><b>That is not proof of anything.</b> {unsure}</p>
    <dl class="no-trace card">
      <div><dt>Try</dt>{couldTry(asked).map((words) => <dd key={words}>{words}</dd>)}</div>
      <How found={found} />
    </dl>
  </>
);

const asSentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

const Searched = ({ found }: { found: LookedUp }) => (
  <details class="searched-how">
    <summary>What was searched</summary>
    <dl class="no-trace"><How found={found} /></dl>
  </details>
);

function How({ found: { searched } }: { found: LookedUp }) {
  const sources = searchedIn(searched.sources);
  return (
    <>
      <div><dt>Searched for</dt>{searched.how.map((words) => <dd key={words}>{asSentence(words)}</dd>)}</div>
      <div>
        <dt>In</dt>
        {sources.length === 0 && <dd><b>Nothing: no source has been brought in yet.</b></dd>}
        {sources.map(({ source, records, newest_on }) => <dd key={source}>{source} {records !== null && <span class="soft">{records.toLocaleString("en-GB")} records{newest_on && `, to ${dayOf(newest_on)}`}</span>}</dd>)}
      </div>
    </>
  );
}
