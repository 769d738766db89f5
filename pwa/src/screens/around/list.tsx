import { useEffect, useRef, useState } from "preact/hooks";
import { carWords, freshOf, nearWords, nowAt, ownWords, seenWords, type Surroundings, wayWords } from "../../domain/around.ts";
import { ageInSeconds } from "../../domain/board/ageing.ts";
import { ageWords } from "../../domain/board/words.ts";
import type { Around, Colleague } from "../../domain/rows.ts";
import { labelOf } from "../../domain/status.ts";
import { kindText, timeText } from "../../domain/zones.ts";

/** So many are read at a glance; the others are one tap away. */
const AT_FIRST = 5;

interface Props {
  seen: Surroundings;
  asked: Around | null;
  chosen: readonly string[];
  /** Shows one on the map; nothing where there is none. */
  onChosen: ((id: string) => void) | null;
}

/** The same as the map, in words: for whoever cannot see it, or has no hand for it. */
export function AroundList({ seen, asked, chosen, onChosen }: Props) {
  const { own, isMine, car, partners, cards, zones, colleagues, now } = seen;
  const [all, setAll] = useState(false);
  const mates = colleagues.filter(({ same_job }) => same_job).length;
  // Who was chosen on the map stands in the list as well.
  const shown = colleagues.filter((one, at) => all || at < Math.max(AT_FIRST, mates) || chosen.includes(one.unit_id));
  return (
    <>
      <ul class="around-list" aria-label="On this map">
        {own && <li>{ownWords(seen)}{own.accuracy_m !== null && `, within ${Math.round(own.accuracy_m)} m`}, position {ageWords(ageInSeconds(own.fixed_at, now))} old{!isMine && ", as the control room has it: this device tells no position"}</li>}
        {car && <li><b>{carWords(seen)}</b>: {wayWords(own, nowAt(car, now))}, {seenWords(car, now)}</li>}
        {partners.map((one) => <li key={one.officer}><b>{one.officer}</b>, {one.officer === "You" ? "by another device" : "of your crew"}: {[wayWords(own, one), seenWords(one, now)].filter(Boolean).join(", ")}</li>)}
        {cards.map(({ id, incident }, at) => <li key={id}><b>{at === 0 ? "The job" : "Another job"}</b>: {[incident.address, wayWords(own, incident)].filter(Boolean).join(", ")}</li>)}
        {zones.map((zone) => <li key={zone.id}><b>{kindText(zone)}</b>: {zone.name}{timeText(zone, now) && `, ${timeText(zone, now)}`}. {zone.note}</li>)}
        {asked && nearWords(asked) && <li class="soft">{nearWords(asked)}</li>}
      </ul>
      {shown.length > 0 && (
        <ul class="around-units" aria-label="Colleagues">
          {shown.map((unit) => <ColleagueRow key={unit.unit_id} unit={unit} seen={seen} isChosen={chosen.includes(unit.unit_id)} onChosen={onChosen} />)}
        </ul>
      )}
      {shown.length < colleagues.length && <button type="button" class="btn around-more" onClick={() => setAll(true)}>All {colleagues.length} colleagues</button>}
    </>
  );
}

function ColleagueRow({ unit, seen, isChosen, onChosen }: { unit: Colleague; seen: Surroundings; isChosen: boolean; onChosen: Props["onChosen"] }) {
  const { own, codes, now } = seen;
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isChosen) row.current?.scrollIntoView({ block: "nearest" });
  }, [isChosen]);
  const words = (
    <span>
      <b class="mono">{unit.callsign}</b>{unit.same_job && <b> on your job</b>}, {labelOf(codes?.statuses, unit.status)}
      <span class="around-seen">{[wayWords(own, nowAt(unit, now)), seenWords(unit, now)].filter(Boolean).join(", ")}</span>
    </span>
  );
  return (
    <li ref={row} class={`seen-${freshOf(unit, now)}`}>
      {onChosen ? <button type="button" aria-pressed={isChosen} onClick={() => onChosen(unit.unit_id)}>{words}</button> : words}
    </li>
  );
}
