import { useState } from "preact/hooks";
import { labelOf } from "../../../domain/board/codes.ts";
import type { QueueRow, QueueView } from "../../../domain/board/queue.ts";
import { cadNumber, counted, stopwatch } from "../../../domain/board/words.ts";
import type { Codes } from "../../../domain/rows.ts";
import { useWatched } from "../../../ui/watched.ts";
import { useBoard } from "../board-context.ts";
import { QueueItem } from "./queue-item.tsx";

const VIEWS: [QueueView, string][] = [
  ["open", "Open"],
  ["unassigned", "Unassigned"],
  ["over", "Over target"],
  ["resulted", "Resulted"],
  ["closed", "Closed in the last hour"],
  ["elsewhere", "With other pods"],
];

/** More rows than anybody reads; the rest is one key away and never silently left out. */
const PAGE = 100;

export function Queue() {
  const { view, desk, codes } = useBoard();
  const { queue, state } = useWatched(view);
  const chosen = useWatched(desk.incidentId);
  const filter = useWatched(desk.queue);
  const [limit, setLimit] = useState(PAGE);
  const narrowed = filter.view !== "open" || filter.grade !== null || filter.words !== "";
  const one = state.pods.length === 1 ? state.pods[0] : null;
  return (
    <section class="list list-incidents" aria-label="Incidents, by grade, then age against target">
      <div class="list-filter">
        <select
          aria-label="Which incidents"
          value={filter.view}
          onChange={(event) => desk.queue.set({ ...filter, view: event.currentTarget.value as QueueView })}
        >
          {VIEWS.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
        <select
          aria-label="Grade"
          value={filter.grade ?? ""}
          onChange={(event) => desk.queue.set({ ...filter, grade: event.currentTarget.value || null })}
        >
          <option value="">All grades</option>
          {codes.grades.map((grade) => (
            <option key={grade.code} value={grade.code}>
              {grade.code} {grade.label}
            </option>
          ))}
        </select>
        <input
          id="find"
          type="search"
          aria-label="Find incidents"
          placeholder="Find  F"
          value={filter.words}
          onInput={(event) => desk.queue.set({ ...filter, words: event.currentTarget.value })}
        />
      </div>
      <ul class="rows" id="queue">
        {queue.slice(0, limit).map((row, index) => (
          <QueueItem
            key={row.incident.id}
            {...itemOf(row, codes)}
            grade_label={labelOf(codes.grades, row.incident.grade)}
            one_pod={row.incident.pod === one}
            chosen={row.incident.id === chosen}
            reachable={chosen ? row.incident.id === chosen : index === 0}
            desk={desk}
            lon={row.incident.lon}
            lat={row.incident.lat}
          />
        ))}
      </ul>
      {queue.length > limit && (
        <button type="button" class="more" onClick={() => setLimit(limit + PAGE)}>
          {queue.length - limit} more: show the next {Math.min(PAGE, queue.length - limit)}
        </button>
      )}
      {queue.length === 0 && (
        <p class="nothing">{narrowed ? "No incident fits this filter." : `No open incident in ${counted(state.pods.length, "pod")} watched.`}</p>
      )}
      {narrowed && (
        <button type="button" class="more" onClick={() => desk.queue.set({ view: "open", grade: null, words: "" })}>
          Show all open incidents again
        </button>
      )}
    </section>
  );
}

/** Plain values only, so that a row that says the same is not drawn again. */
function itemOf({ incident, progress, target, age_ms, taskings }: QueueRow, codes: Codes) {
  return {
    id: incident.id,
    grade: incident.grade,
    what: incident.what,
    cad: cadNumber(incident.cad),
    address: incident.address,
    pod: incident.pod,
    qualifiers: incident.qualifiers.map((code) => labelOf(codes.qualifiers, code)).join(" · "),
    progress,
    age: stopwatch(age_ms),
    used: target ? Math.min(100, Math.max(0, Math.round(target.used * 100))) : null,
    over: target?.over ? stopwatch(target.left_ms) : null,
    stopped: target?.stopped ?? false,
    units: taskings.map((tasking) => tasking.callsign).join(" "),
  };
}
