// What the map is given of the board, and how much ground it shows.
import { compareRows } from "../../domain/board/queue.ts";
import { podSeenFrom } from "../../domain/board/whose.ts";
import type { Picture } from "../../map/features.ts";
import { type Bounds, boundsOf } from "../../map/geometry.ts";
import type { Codes } from "../../domain/rows.ts";
import type { BoardParts } from "./board-context.ts";

const LONDON: Bounds = [-0.51, 51.287, 0.334, 51.692];
/** A pod's centre is known, its border is in the tiles: about this far around the centre. */
const POD_DEGREES = 0.045;

export const boundsWatched = ({ codes, picture }: BoardParts): Bounds => boundsOfPods(codes, picture.held().pods);

/** About the ground of these; all of London for all of them, or none. */
export function boundsOfPods(codes: Codes, pods: readonly string[]): Bounds {
  const watched = codes.pods.filter((pod) => pods.includes(pod.code));
  if (watched.length === 0 || watched.length === codes.pods.length) return LONDON;
  const places = watched.flatMap(({ lon, lat }) => [
    { lon: lon - POD_DEGREES * 1.6, lat: lat - POD_DEGREES },
    { lon: lon + POD_DEGREES * 1.6, lat: lat + POD_DEGREES },
  ]);
  return boundsOf(places) ?? LONDON;
}

export function pictureOf({ codes, view, desk }: BoardParts): Picture {
  const { allUnits, units, rows, emergencies, now } = view.get();
  const chosen = allUnits.get(desk.unitId.get() ?? "");
  const helped = [...allUnits.values()].filter((row) => row.unit.emergency_id !== null || row === chosen);
  return {
    // Whatever the list is narrowed to: the chosen unit and a call for help are never taken off the map.
    units: desk.mapShows.get() === "all" ? [...allUnits.values()] : [...new Set([...units, ...helped])],
    // Gravest first, as in the queue: what is drawn on top and what a click chooses follow this order.
    incidents: [...rows.values()].sort((one, other) => compareRows(codes, one, other)),
    emergencies,
    unitId: desk.unitId.get(),
    incidentId: desk.incidentId.get(),
    now,
    pod: podSeenFrom(view.get().state, desk.units.get()),
    trail: desk.trail.get(),
    trailShows: desk.trailShows.get(),
    zones: [...view.get().state.zones.values()],
    drawing: desk.drawing.get(),
  };
}
