// Without WebGL there is no map, but place, bearing and distance still work: a drawing to scale, and the same as a list.
import { distanceWords, windOf } from "../domain/board/words.ts";
import { isStanding, kindText, timeText } from "../domain/zones.ts";
import type { Picture } from "./features.ts";
import { unitLabel } from "./features.ts";
import { bearingDegrees, boundsOf, distanceMetres, offsetMetres, type Place } from "./geometry.ts";

const HALF = 300;
const NEAR = 12;

interface Props {
  picture: Picture;
  centre: Place;
  why: string;
  onUnit: (id: string) => void;
  onIncident: (id: string) => void;
}

interface Area {
  id: string;
  kind: "hazard" | "event";
  name: string;
  words: string;
  later: boolean;
  rings: Place[][];
  middle: Place;
  /** Above it, for its name. */
  top: Place;
}

/** Zones as they stand: their outer borders, and a middle for their names. */
function areasOf({ zones, now }: Picture): Area[] {
  return zones.filter((zone) => isStanding(zone, now)).map((zone): Area => {
    const rings = zone.outline.coordinates.map(([outer]) => (outer ?? []).map(([lon = 0, lat = 0]): Place => ({ lon, lat })));
    const [west, south, east, north] = boundsOf(rings.flat()) ?? [0, 0, 0, 0];
    const words = [`${kindText(zone)}: ${zone.name}`, timeText(zone, now)].filter(Boolean).join(", ");
    const lon = (west + east) / 2;
    return { id: zone.id, kind: zone.kind, name: zone.name, words, later: Date.parse(zone.from_at) > now, rings, middle: { lon, lat: (south + north) / 2 }, top: { lon, lat: north } };
  });
}

interface Dot {
  id: string;
  place: Place;
  label: string;
  kind: "unit" | "incident";
  mark: string;
  chosen: boolean;
}

function dotsOf({ units, incidents, unitId, incidentId, now, pod }: Picture): Dot[] {
  const cars = units.flatMap((row): Dot[] =>
    row.position && row.standing !== "off duty"
      ? [{ id: row.unit.id, place: row.position, label: unitLabel(row, now, pod), kind: "unit", mark: row.freshness, chosen: row.unit.id === unitId }]
      : [],
  );
  // The gravest comes last, so that it lies on top.
  const jobs = [...incidents]
    .reverse()
    .filter((row) => row.incident.state === "open")
    .map((row): Dot => {
      const { id, lon, lat, cad, grade } = row.incident;
      return { id, place: { lon, lat }, label: `${grade} ${cad.split("/")[0]}`, kind: "incident", mark: grade, chosen: id === incidentId };
    });
  return [...cars, ...jobs];
}

/** A round number of metres for the scale, about a quarter of the drawing. */
export function scaleLength(metres: number): number {
  const power = 10 ** Math.floor(Math.log10(metres));
  return ([5, 2, 1].find((step) => step * power <= metres) ?? 1) * power;
}

export function Sketch({ picture, centre, why, onUnit, onIncident }: Props) {
  const dots = dotsOf(picture);
  const box = boundsOf([centre, ...dots.map((dot) => dot.place)]);
  const reach = box ? Math.max(500, distanceMetres({ lon: box[0], lat: box[1] }, { lon: box[2], lat: box[3] }) / 2) : 5000;
  const scale = HALF / reach;
  const bar = scaleLength(reach / 2);
  const areas = areasOf(picture);
  const drawn = (place: Place): string => {
    const { east, north } = offsetMetres(centre, place);
    return `${Math.round(east * scale * 10) / 10} ${Math.round(-north * scale * 10) / 10}`;
  };
  const near = dots
    .map((dot) => ({ dot, metres: distanceMetres(centre, dot.place), wind: windOf(bearingDegrees(centre, dot.place)) }))
    .sort((one, other) => one.metres - other.metres)
    .slice(0, NEAR);
  return (
    <div class="sketch" tabIndex={-1}>
      <p class="sketch-why">{why} This drawing is to scale, north is up.</p>
      <svg viewBox={`${-HALF - 20} ${-HALF - 20} ${2 * HALF + 40} ${2 * HALF + 40}`} aria-hidden="true">
        {[0.25, 0.5, 1].map((part) => (
          <circle key={part} class="sketch-ring" r={HALF * part} />
        ))}
        <path class="sketch-ring" d={`M0 ${-HALF}V${HALF}M${-HALF} 0H${HALF}`} />
        <text class="sketch-north" y={-HALF + 4}>
          N
        </text>
        {areas.map((area) => (
          <g key={area.id} class={`sketch-zone sketch-zone-${area.kind}${area.later ? " is-later" : ""}`}>
            <path d={area.rings.map((ring) => `M${ring.map(drawn).join("L")}Z`).join("")} />
            <text y={-5} transform={`translate(${drawn(area.top)})`}>{area.name}</text>
          </g>
        ))}
        {dots.map((dot) => {
          const { east, north } = offsetMetres(centre, dot.place);
          return (
            <g
              key={dot.id}
              class={`sketch-${dot.kind} sketch-${dot.mark}${dot.chosen ? " is-chosen" : ""}`}
              transform={`translate(${east * scale} ${-north * scale})`}
            >
              {dot.kind === "unit" ? (
                <circle r={5} />
              ) : (
                <rect x={-7} y={-7} width={14} height={14} rx={dot.mark === "E" || dot.mark === "R" ? 7 : 1} />
              )}
              {(dot.chosen || dot.kind === "incident" || dots.length < 60) && (
                <text x={9} y={4}>
                  {dot.label}
                </text>
              )}
            </g>
          );
        })}
        <path class="sketch-scale" d={`M${-HALF} ${HALF}h${bar * scale}`} />
        <text class="sketch-words" x={-HALF} y={HALF - 6}>
          {distanceWords(bar)}
        </text>
      </svg>
      {areas.length > 0 && (
        <>
          <h3>Zones</h3>
          <ul>
            {areas.map(({ id, words, middle }) => (
              <li key={id}>
                {words}, {distanceWords(distanceMetres(centre, middle))} {windOf(bearingDegrees(centre, middle))}
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>Nearest to the middle</h3>
      <ol>
        {near.map(({ dot, metres, wind }) => (
          <li key={dot.id}>
            <button type="button" class="small" onClick={() => (dot.kind === "unit" ? onUnit(dot.id) : onIncident(dot.id))}>
              {dot.label}
            </button>{" "}
            {distanceWords(metres)} {wind}
          </li>
        ))}
      </ol>
    </div>
  );
}
