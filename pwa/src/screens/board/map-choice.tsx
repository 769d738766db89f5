// What the choice at one place of the map says of each.
import { drawnAs } from "../../domain/board/ageing.ts";
import { labelOf } from "../../domain/board/codes.ts";
import { cadNumber } from "../../domain/board/words.ts";
import type { Choosable } from "../../ui/map-choice.tsx";
import { useWatched } from "../../ui/watched.ts";
import { useBoard } from "./board-context.ts";

export const signWords = ({ kind, id }: Choosable) => (kind === "incident" ? <IncidentWords id={id} /> : <UnitWords id={id} />);

function IncidentWords({ id }: { id: string }) {
  const { view, codes } = useBoard();
  const row = useWatched(view).rows.get(id);
  if (!row) return <>No longer here</>;
  return (
    <>
      <span class={`grade grade-${row.incident.grade}`}>
        <span class="grade-mark" aria-hidden="true">
          <span>{row.incident.grade}</span>
        </span>
        <span class="unseen">{labelOf(codes.grades, row.incident.grade)}</span>
      </span>
      <b class="mono">{cadNumber(row.incident.cad)}</b> <span>{row.incident.what}</span> <span class="soft">{row.progress}</span>
    </>
  );
}

function UnitWords({ id }: { id: string }) {
  const { view, codes } = useBoard();
  const row = useWatched(view).allUnits.get(id);
  if (!row) return <>No longer here</>;
  return (
    <>
      <span class={`standing-${row.standing.replace(" ", "-")}`}>
        <span class={`fresh fresh-${drawnAs(row.freshness, row.position)}`} aria-hidden="true" />
      </span>
      <b class="mono">{row.unit.callsign}</b> <span>{labelOf(codes.statuses, row.unit.status)}</span>
    </>
  );
}
