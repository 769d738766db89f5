// Drawn to scale without tiles, WebGL or network. North is up, the officer in the middle; without a place of their own, the job.
import { carWords, doubtWords, freshOf, type Named, nowAt, ownWords, type Placed, radiusOf, type Surroundings, toSee, written } from "../../domain/around.ts";
import { drawnAs, isVague } from "../../domain/board/ageing.ts";
import type { Point } from "../../domain/place.ts";
import type { ZoneTold } from "../../domain/rows.ts";
import { kindText } from "../../domain/zones.ts";
import { niceRing } from "../../ui/sketch-map.tsx";
import { wayTo } from "../handset/place-now.ts";

const HALF = 150;
const WIDE = HALF * 1.25;
// Nothing is drawn nearer to the edge: a pin stands 24 above its place.
const MARGIN = 34;
const NEAREST_M = 200;
/** Wider than this the disc of somebody who only passes is a haze over everything. */
const HAZE_M = 400;
const FRAME = { left: -WIDE + 4, right: WIDE - 4, top: -HALF + 2, bottom: HALF - 2 };

interface Dot extends Named {
  looks: string;
  /** Metres in which it must be, where that is worth a disc. */
  disc_m: number | null;
  size: number;
}

export function Drawing({ seen }: { seen: Surroundings }) {
  const { own, car, partners, cards, colleagues, zones, now } = seen;
  const middle: Point | null = own ?? cards[0]?.incident ?? null;
  if (!middle) return null;
  const job = cards[0]?.incident ?? null;
  // What must be seen decides the scale; who is further away than that is in the list.
  const far = Math.max(NEAREST_M, ...[...toSee(seen), ...partners].map((place) => wayTo(middle, place).metres * 1.15));
  const scale = (HALF - MARGIN) / far;
  const ring = niceRing(far);
  const at = (place: Point): { x: number; y: number } => {
    const { east, north } = wayTo(middle, place);
    return { x: east * scale, y: -north * scale };
  };
  const dot = (id: string, name: string, one: Placed, looks: string, size: number): Dot => {
    const fresh = freshOf(one, now);
    const radius = radiusOf(one, now);
    const disc_m = (fresh === "grey" || isVague(one)) && (looks || radius <= HAZE_M) ? radius : null;
    return { id, ...at(nowAt(one, now)), words: `${name}${doubtWords(one, now)}`, looks: `${looks} around-${drawnAs(fresh, one)}`, disc_m, size };
  };
  const dots: Dot[] = [
    ...(car ? [dot("car", carWords(seen), car, "around-crew", 8)] : []),
    ...partners.map((one) => dot(one.officer, one.officer, one, "around-crew", 6)),
    ...colleagues.map((one) => dot(one.unit_id, one.callsign, one, one.same_job ? "around-mate" : "", one.same_job ? 8 : 6)),
  ].filter(({ x, y }) => Math.abs(x) < WIDE - 8 && Math.abs(y) < HALF - 8);
  const names = written([
    ...(own ? [{ id: "own", x: 0, y: 0, words: ownWords(seen), must: true }] : []),
    ...(job ? [{ id: job.id, ...at(job), words: job.address, must: true }] : []),
    ...zones.map((zone) => ({ id: zone.id, ...at(middleOf(zone)), words: `${kindText(zone)}: ${zone.name}` })),
    ...dots,
  ], FRAME);
  return (
    <svg class="around-map" viewBox={`${-WIDE} ${-HALF} ${2 * WIDE} ${2 * HALF}`} aria-hidden="true">
      <path class="sketch-grid" d="M0-400V400M-600 0H600" />
      {zones.map((zone) => <path key={zone.id} class={`around-zone around-${zone.kind}`} d={pathOf(at, zone)} fill-rule="evenodd" />)}
      <circle class="sketch-ring" r={ring * scale} />
      <text class="sketch-word" x={-4} y={-ring * scale + 11} text-anchor="end">{ring >= 1000 ? `${ring / 1000} km` : `${ring} m`}</text>
      <text class="sketch-word" x={-WIDE + 10} y={-HALF + 16}>↑ N</text>
      {own && job && <line class="sketch-way" x2={at(job).x} y2={at(job).y} />}
      {dots.map(({ id, x, y, looks, disc_m, size }) => (
        <g key={id} class={`around-unit ${looks}`} transform={`translate(${x} ${y})`}>
          {disc_m !== null && <circle class="around-disc" r={disc_m * scale} />}
          {/* By size as well as by colour: the red theme has only one. */}
          <circle r={size} />
        </g>
      ))}
      {job && <path class="sketch-pin" transform={`translate(${at(job).x} ${at(job).y})`} d="M0 0-8-15a9 9 0 1 1 16 0z" />}
      {own && <>
        <circle class="sketch-doubt" r={Math.max(9, radiusOf(own, now) * scale)} />
        <circle class={`sketch-own around-${drawnAs(freshOf(own, now), own)}`} r="6" />
      </>}
      {names.map(({ id, words, at: { x, y, anchor } }) => <text key={id} x={x} y={y} text-anchor={anchor}>{words}</text>)}
    </svg>
  );
}

function middleOf(zone: ZoneTold): Point {
  const corners = zone.outline.coordinates.flatMap(([outer]) => outer ?? []);
  const mean = (at: 0 | 1): number => corners.reduce((sum, corner) => sum + corner[at], 0) / Math.max(1, corners.length);
  return { lon: mean(0), lat: mean(1) };
}

function pathOf(at: (place: Point) => { x: number; y: number }, zone: ZoneTold): string {
  const corner = ([lon, lat]: [number, number]): string => {
    const { x, y } = at({ lon, lat });
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  };
  return zone.outline.coordinates.flat().map((ring) => `M${ring.map(corner).join("L")}Z`).join("");
}
