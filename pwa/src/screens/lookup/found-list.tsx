// What a search found: the warnings first, then who it is, then why it is here and how old.
import { BANDS, kindWord, type LookedUp, type LookedUpItem } from "../../domain/lookup.ts";
import { dayOf } from "../../domain/times.ts";
import { Markers } from "./markers.tsx";

export function FoundList({ found, onOpen }: { found: LookedUp; onOpen: (kind: string, id: string) => void }) {
  return (
    <section class="found" aria-labelledby="found-heading">
      <h2 id="found-heading" tabIndex={-1}>{found.nothing_found ? "No trace" : `${found.items.length} found`}</h2>
      {found.ask && <p class="note note-warn">{found.ask}</p>}
      {found.nothing_found ? <NoTrace found={found} /> : <p class="hint">Opening one is a consultation: it is logged with your name and reason.</p>}
      <ol>{found.items.map((item) => <li key={`${item.kind} ${item.id}`}><Hit item={item} onOpen={onOpen} /></li>)}</ol>
      {!found.nothing_found && <Searched found={found} />}
    </section>
  );
}

function Hit({ item, onOpen }: { item: LookedUpItem; onOpen: (kind: string, id: string) => void }) {
  return (
    <button type="button" class="hit card" onClick={() => onOpen(item.kind, item.id)}>
      <Markers markers={[...item.reports, ...item.markers]} />
      <span class="hit-title">{item.title}</span>
      {item.detail && <span>{item.detail}</span>}
      <span class="hit-why"><b>{BANDS[item.band]}</b>{item.why.length > 0 && `: ${item.why.join(", ")}`}</span>
      <span class="soft">{kindWord(item.kind)} · {item.source}, {dayOf(item.changed_on)}{item.exercise && " · made up"}</span>
    </button>
  );
}

/** Nothing found is not the same as nothing known: it says where was looked, how, and how fresh that is. */
const NoTrace = ({ found }: { found: LookedUp }) => (
  <div class="note">
    <p>{found.message}</p>
    <p><b>That is not proof of anything.</b> Ask the control room when it matters.</p>
  </div>
);

const Searched = ({ found }: { found: LookedUp }) => (
  <p class="soft">
    Searched {found.searched.how.join(", ")}, in {found.searched.sources.map(({ source, records, newest_on }) => `${source} (${records.toLocaleString("en-GB")} records, to ${dayOf(newest_on)})`).join("; ")}.
  </p>
);
