import { useEffect, useRef, useState } from "preact/hooks";
import { post } from "../../../api/client.ts";
import type { Similar } from "../../../domain/board/incident-detail.ts";
import { cadNumber } from "../../../domain/board/words.ts";
import type { Incident } from "../../../domain/rows.ts";
import { useWatched } from "../../../ui/watched.ts";
import { useBoard } from "../board-context.ts";
import { openIncident } from "../desk-state.ts";
import { useLate } from "../fields/use-late.ts";
import { addLog } from "../orders.ts";
import { OrderWords } from "../order-words.tsx";
import { useOrder } from "../use-order.ts";
import type { Draft } from "./draft.ts";

const PAUSE_MS = 300;

interface Question {
  what: string;
  address: string;
  lon: number;
  lat: number;
}

function questionOf(draft: Draft): Question | null {
  if (!draft.place) return null;
  return { what: draft.what.trim(), address: draft.address.trim(), lon: draft.place.lon, lat: draft.place.lat };
}

/** Asks as the form is filled in; only the latest answer counts. */
function useSimilar(draft: Draft): Similar[] {
  const [items, setItems] = useState<Similar[]>([]);
  const asked = useLate(JSON.stringify(questionOf(draft)), PAUSE_MS);
  useEffect(() => {
    const question = JSON.parse(asked) as Question | null;
    if (!question) return setItems([]);
    const leave = new AbortController();
    post<{ items: Similar[] }>("/api/incidents/similar", question, { signal: leave.signal }).then(
      (answer) => setItems(answer.items),
      () => undefined,
    );
    return () => leave.abort();
  }, [asked]);
  return items;
}

/** Is it on the board already? F2 goes to the list; Enter opens one, A adds the words of the call to its log. */
export function LikelyDuplicates({ draft, onAdded }: { draft: Draft; onAdded: (incident: Incident) => void }) {
  const items = useSimilar(draft);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    function toList(event: KeyboardEvent): void {
      if (event.key !== "F2") return;
      event.preventDefault();
      list.current?.querySelector("button")?.focus();
    }
    document.addEventListener("keydown", toList);
    return () => document.removeEventListener("keydown", toList);
  }, []);
  return (
    <section class="similar" aria-labelledby="similar">
      <h3 id="similar">On the board already? {items.length > 0 && <span class="key">F2</span>}</h3>
      <p class="unseen" role="status">
        {items.length === 0 ? "" : `${items.length} likely duplicates`}
      </p>
      {items.length === 0 && (
        <p class="nothing">
          {draft.place ? "Nothing like it is on the board." : "Once the place is known, what is like it by place, time and words stands here."}
        </p>
      )}
      <ol ref={list}>
        {items.map((item) => (
          <Likely key={item.incident.id} item={item} draft={draft} onAdded={onAdded} />
        ))}
      </ol>
    </section>
  );
}

function Likely({ item, draft, onAdded }: { item: Similar; draft: Draft; onAdded: (incident: Incident) => void }) {
  const { desk, picture, view } = useBoard();
  const { incident } = item;
  const order = useOrder(() => onAdded(incident));
  const row = useWatched(view).rows.get(incident.id);
  const words = draft.first_words.trim() || draft.what.trim();
  const why = Array.isArray(item.why) ? item.why.join(" · ") : item.why;

  function open(): void {
    picture.addRows({ incidents: [incident] });
    openIncident(desk, incident.id, incident);
  }

  const add = (): void => {
    if (words && order.now.state !== "sending") void order.give(addLog(incident, `Another call: ${words}`));
  };

  function keys(event: KeyboardEvent): void {
    const target = event.currentTarget as HTMLElement;
    const other = event.key === "ArrowDown" ? target.nextElementSibling : event.key === "ArrowUp" ? target.previousElementSibling : null;
    if (other) other.querySelector("button")?.focus();
    else if (event.key.toLowerCase() === "a" && !event.ctrlKey) add();
    else return;
    event.preventDefault();
  }

  return (
    <li onKeyDown={keys}>
      <button type="button" class="similar-open" onClick={open}>
        <span class={`grade grade-${incident.grade}`}>
          <span class="grade-mark" aria-hidden="true">
            <span>{incident.grade}</span>
          </span>
        </span>
        <span class="similar-what">
          <b>{cadNumber(incident.cad)}</b> {incident.what}
        </span>
        <span class="similar-why">{why}</span>
        <span class="soft">
          {incident.address}
          {row && ` · ${row.progress}`}
        </span>
      </button>
      <span class="similar-acts">
        <button type="button" class="small" onClick={open}>
          Open{" "}
          <span class="key" aria-hidden="true">
            Enter
          </span>
        </button>
        <button type="button" class="small" disabled={!words} onClick={add}>
          Add the words to its log{" "}
          <span class="key" aria-hidden="true">
            A
          </span>
        </button>
      </span>
      <OrderWords now={order.now} onClear={order.clear} />
    </li>
  );
}
