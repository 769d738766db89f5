import { ageInSeconds } from "../../../domain/board/ageing.ts";
import { ageWords, distanceWords, shortTime, sourceWords } from "../../../domain/board/words.ts";
import type { Moment } from "../../../domain/replay.ts";
import type { Codes } from "../../../domain/rows.ts";

interface Props {
  moments: readonly Moment[];
  codes: Codes;
  now: number;
  unitId: string | null;
  onUnit: (id: string) => void;
}

const ORDER = { committed: 0, free: 1, "not free": 2, "off duty": 3 } as const;

/** Where everybody was, in words: the map's equal. */
export function UnitsThen({ moments, codes, now, unitId, onUnit }: Props) {
  const labels = new Map(codes.statuses.map(({ code, label }) => [code, label]));
  const there = moments.filter(({ standing }) => standing !== "off duty").sort((one, other) => ORDER[one.standing] - ORDER[other.standing]);
  return (
    <section aria-labelledby="units-then">
      <h2 id="units-then">Units then <span class="soft">{there.length}</span></h2>
      {there.length === 0 && <p class="soft">Nobody was on duty here.</p>}
      <ul class="replay-units" tabIndex={0} aria-labelledby="units-then">
        {there.map((moment) => (
          <li key={moment.unit.id}>
            <button type="button" class="replay-unit" aria-pressed={moment.unit.id === unitId} onClick={() => onUnit(moment.unit.id)}>
              <b class="mono">{moment.unit.callsign}</b> <span>{moment.status} {labels.get(moment.status) ?? ""}</span> <span class={`soft seen-${moment.freshness}`}>{seen(moment, now)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Of a unit that was not sent nothing is told beyond the ground: where it went, and whether it was heard there, is not known here. */
function seen({ position, freshness, radius_m, isSent }: Moment, now: number): string {
  if (!position) return isSent ? "no position" : "not seen on this ground";
  const told = `${ageWords(ageInSeconds(position.fixed_at, now))} old, ${sourceWords(position.source)}`;
  if (freshness !== "grey") return told;
  return isSent ? `last seen ${shortTime(position.fixed_at)}, within ${distanceWords(radius_m)}` : `last on this ground ${shortTime(position.fixed_at)}`;
}
