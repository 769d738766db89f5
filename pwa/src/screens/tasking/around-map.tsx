// The officer's map: own place, the job, colleagues, zones. Drawn to scale without tiles or WebGL, and the same as a list.
import { useEffect, useState } from "preact/hooks";
import { ageInSeconds, type Freshness, freshnessOf } from "../../domain/board/ageing.ts";
import { ageWords } from "../../domain/board/words.ts";
import { guess } from "../../domain/dead-reckoning.ts";
import { distanceText, type Point, windName } from "../../domain/place.ts";
import type { Around, Card, Colleague, Position, ZoneTold } from "../../domain/rows.ts";
import { labelOf } from "../../domain/status.ts";
import { eachZone, kindText } from "../../domain/zones.ts";
import { niceRing } from "../../ui/sketch-map.tsx";
import { useTick } from "../../ui/tick.ts";
import { useHandheld, useView } from "../handset/context.ts";
import { type OwnPlace, useOwnPlace, wayTo, type Way } from "../handset/place-now.ts";
import "./around-map.css";

const EVERY_MS = 5_000;
const HALF = 150;
// Nothing is drawn nearer to the edge: a pin stands 24 above its place.
const MARGIN = 30;
const NEAREST_M = 200;

/** Open on a terminal, which has the room; a tap away on a handset. While it is closed nobody is asked. */
export function AroundPart({ card }: { card: Card | null }) {
  const [open, setOpen] = useState(() => matchMedia("(min-width: 900px)").matches);
  return (
    <details class="card around" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Map: who is around</summary>
      {open && <AroundMap card={card} />}
    </details>
  );
}

type Heard = { around: Around | null; failed: boolean };

function useAround(): Heard {
  const { device } = useHandheld();
  const [heard, setHeard] = useState<Heard>({ around: null, failed: false });
  useEffect(() => {
    let left = false;
    const look = (): void => {
      if (document.visibilityState !== "visible") return;
      // What was told before stays, with its growing age: a gap of the link is no empty street.
      device.around().then(
        (around) => { if (!left) setHeard({ around, failed: false }); },
        () => { if (!left) setHeard((before) => ({ ...before, failed: true })); },
      );
    };
    look();
    const timer = setInterval(look, EVERY_MS);
    return () => { left = true; clearInterval(timer); };
  }, [device]);
  return heard;
}

interface Seen extends Colleague {
  way: Way;
  freshness: Freshness;
  age: string;
}

function seenFrom(own: Point, unit: Colleague, now: number): Seen {
  const freshness = freshnessOf(unit as unknown as Position, now);
  return { ...unit, way: wayTo(own, guess(unit, now)), freshness, age: ageWords(ageInSeconds(unit.fixed_at, now)) };
}

function AroundMap({ card }: { card: Card | null }) {
  const { handset, codes } = useView();
  const own = useOwnPlace();
  const now = useTick();
  const { around, failed } = useAround();
  if (!own) return <p class="around-words soft">Your own position is not known, so there is nothing to draw around it.</p>;
  const units = (around?.units ?? []).map((unit) => seenFrom(own, unit, now)).sort((a, b) => Number(b.same_job) - Number(a.same_job) || a.way.metres - b.way.metres);
  const zones = eachZone(handset?.zones, now);
  const job = card && wayTo(own, card.incident);
  return (
    <>
      <Drawing own={own} job={job} units={units} zones={zones} />
      {failed && <p class="around-words note-warn" role="status">The control room does not answer: colleagues are as they were last told.</p>}
      <ul class="around-list" aria-label="On this map">
        <li>You{own.accuracy_m !== null && `, within ${Math.round(own.accuracy_m)} m`}, position {ageWords(ageInSeconds(own.fixed_at, now))} old</li>
        {card && job && <li><b>The job</b>: {card.incident.address}, {distanceText(job.metres)} {windName(job.degrees)}</li>}
        {zones.map((zone) => <li key={zone.id}><b>{kindText(zone)}</b>: {zone.name}. {zone.note}</li>)}
        {units.map((unit) => (
          <li key={unit.unit_id} class={`seen-${unit.freshness}`}>
            <b class="mono">{unit.callsign}</b>{unit.same_job && <b> on your job</b>}, {labelOf(codes?.statuses, unit.status)}, {distanceText(unit.way.metres)} {windName(unit.way.degrees)},{" "}
            {unit.freshness === "grey" ? `last seen ${unit.age} ago` : `seen ${unit.age} ago`}
          </li>
        ))}
        {around && units.length === 0 && <li class="soft">No colleague is known within 2 km.</li>}
      </ul>
    </>
  );
}

function Drawing({ own, job, units, zones }: { own: OwnPlace; job: Way | null; units: Seen[]; zones: ZoneTold[] }) {
  const far = Math.max(NEAREST_M, job?.metres ?? 0, ...units.map(({ way }) => way.metres));
  const scale = (HALF - MARGIN) / far;
  const ring = niceRing(far);
  const at = ({ east, north }: Way): string => `translate(${east * scale} ${-north * scale})`;
  const names = units.slice(0, 8);
  return (
    <svg class="around-map" viewBox={`${-HALF * 1.25} ${-HALF} ${HALF * 2.5} ${HALF * 2}`} aria-hidden="true">
      <path class="sketch-grid" d="M0-400V400M-600 0H600" />
      {zones.map((zone) => <path key={zone.id} class={`around-zone around-${zone.kind}`} d={pathOf(own, zone, scale)} fill-rule="evenodd" />)}
      <circle class="sketch-ring" r={ring * scale} />
      <text class="sketch-word" x={-4} y={-ring * scale + 11} text-anchor="end">{ring >= 1000 ? `${ring / 1000} km` : `${ring} m`}</text>
      <text class="sketch-word" x={-HALF * 1.25 + 10} y={-HALF + 16}>↑ N</text>
      {job && <line class="sketch-way" x2={job.east * scale} y2={-job.north * scale} />}
      {units.map((unit) => (
        <g key={unit.unit_id} class={`around-unit around-${unit.freshness}${unit.same_job ? " around-mate" : ""}`} transform={at(unit.way)}>
          {/* By size as well as by colour: the red theme has only one. */}
          <circle r={unit.same_job ? 8 : 6} />
          {(unit.same_job || names.includes(unit)) && <text x={12} y={4}>{unit.callsign}{unit.freshness !== "solid" && ` ${unit.age}`}</text>}
        </g>
      ))}
      {job && <g transform={at(job)}><path class="sketch-pin" d="M0 0-8-15a9 9 0 1 1 16 0z" /></g>}
      {own.accuracy_m !== null && <circle class="sketch-doubt" r={Math.max(9, own.accuracy_m * scale)} />}
      <circle class="sketch-own" r="6" />
    </svg>
  );
}

function pathOf(own: Point, zone: ZoneTold, scale: number): string {
  const corner = ([lon, lat]: [number, number]): string => {
    const { east, north } = wayTo(own, { lon, lat });
    return `${(east * scale).toFixed(1)} ${(-north * scale).toFixed(1)}`;
  };
  return zone.outline.coordinates.flat().map((ring) => `M${ring.map(corner).join("L")}Z`).join("");
}
