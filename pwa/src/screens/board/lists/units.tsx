import { type CloseBy, closeWords } from "../../../domain/board/close-by.ts";
import { useState } from "preact/hooks";
import { ageInSeconds, drawnAs } from "../../../domain/board/ageing.ts";
import { labelOf } from "../../../domain/board/codes.ts";
import { everyUnit, type UnitRow } from "../../../domain/board/units.ts";
import { podSeenFrom, whoseWords } from "../../../domain/board/whose.ts";
import { reachWords } from "../../../domain/board/reach.ts";
import { accuracyWords, ageWords, cadNumber, shortTime, sourceWords } from "../../../domain/board/words.ts";
import type { BoardState } from "../../../domain/board/state.ts";
import type { Codes } from "../../../domain/rows.ts";
import { useWatched } from "../../../ui/watched.ts";
import { useBoard } from "../board-context.ts";
import { UnitItem } from "./unit-item.tsx";
import { UnitsFilter } from "./units-filter.tsx";

const PAGE = 100;

export function Units() {
  const { view, desk, codes } = useBoard();
  const { units, now, state, close } = useWatched(view);
  const chosen = useWatched(desk.unitId);
  const filter = useWatched(desk.units);
  const [limit, setLimit] = useState(PAGE);
  const narrowed = filter.view !== "on duty" || filter.words !== "" || filter.pod !== null || filter.skill !== null;
  // A unit that was chosen on the map must be in sight here, however far down it stands.
  const place = units.findIndex((row) => row.unit.id === chosen);
  const shown = units.slice(0, Math.max(limit, place + 1));
  const from = podSeenFrom(state, filter);
  return (
    <section class="list list-units" aria-label="Units">
      <UnitsFilter />
      <ul class="rows" id="units">
        {shown.map((row, index) => (
          <UnitItem
            key={row.unit.id}
            {...itemOf(row, codes, close, now)}
            unaware={unawareWords(row, state)}
            whose={row.standing === "off duty" ? "" : whoseWords(row, from, codes)}
            chosen={row.unit.id === chosen}
            reachable={place >= 0 ? index === place : index === 0}
            desk={desk}
          />
        ))}
      </ul>
      {units.length > shown.length && (
        <button type="button" class="more" onClick={() => setLimit(limit + PAGE)}>
          {units.length - shown.length} more: show the next {Math.min(PAGE, units.length - shown.length)}
        </button>
      )}
      {units.length === 0 && <p class="nothing">{narrowed ? "No unit fits this filter." : "No unit is on duty here."}</p>}
      {narrowed && (
        <button type="button" class="more" onClick={() => desk.units.set({ ...everyUnit, order: filter.order })}>
          Show all units on duty again
        </button>
      )}
    </section>
  );
}

/** `vehicle, 2 s, ±5 m`; `last seen 4 min ago, handset, ±20 m`: by what, how long ago and how exact. */
function seenWords({ position, freshness }: UnitRow, now: number): string {
  if (!position) return "no position";
  const age = ageWords(ageInSeconds(position.fixed_at, now));
  const source = sourceWords(position.source);
  const told = freshness === "grey" ? [`last seen ${age} ago`, source] : [source, age];
  return [...told, accuracyWords(position.accuracy_m)].filter(Boolean).join(", ");
}

/** Of the jobs that it was taken off: its crew may still be going there. */
function unawareWords({ unawareOf }: UnitRow, state: BoardState): string {
  const jobs = unawareOf.map(({ incident_id }) => state.incidents.get(incident_id)).map((incident) => (incident ? cadNumber(incident.cad) : "a job of another pod"));
  return jobs.length > 0 ? `NOT told that it is off ${jobs.join(", ")}` : "";
}

function itemOf(row: UnitRow, codes: Codes, close: CloseBy, now: number) {
  const { unit, position, freshness, incident, standing, reach } = row;
  const doubted = position?.doubted_at && standing !== "off duty" ? `Position doubted since ${shortTime(position.doubted_at)}` : "";
  return {
    id: unit.id,
    callsign: unit.callsign,
    pod: unit.pod,
    standing,
    status: unit.status,
    status_label: labelOf(codes.statuses, unit.status),
    status_age: ageWords(ageInSeconds(unit.status_at, now)),
    odd: unit.odd,
    emergency: unit.emergency_id !== null,
    covert: unit.covert ?? false,
    freshness: drawnAs(freshness, position),
    reach_state: reach?.state ?? "no_device",
    reach: standing === "off duty" ? "" : reachWords(reach, now),
    doubted,
    seen: seenWords(row, now),
    skills: unit.skills.map((skill) => labelOf(codes.skills, skill)).join(", "),
    crew: unit.crew.length,
    close: closeWords(close, row, now),
    job: incident ? `${cadNumber(incident.cad)} ${incident.what}` : unit.incident_id ? "a job of another pod" : "",
    lon: position?.lon ?? null,
    lat: position?.lat ?? null,
  };
}
