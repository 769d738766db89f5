import { bearing, distanceM, type Point } from "../../domain/place.ts";
import type { Place } from "../../domain/commands.ts";
import type { Position } from "../../domain/rows.ts";
import type { Whereabouts } from "../../location/watch.ts";
import { useWatched } from "../../ui/watched.ts";
import { useHandheld, useView } from "./context.ts";

export interface OwnPlace extends Place {
  accuracy_m: number | null;
}

/** Where the officer is: this device's own fix, else what the control room last knew. */
export function useOwnPlace(): OwnPlace | null {
  const whereabouts = useWatched(useHandheld().locator.whereabouts);
  return ownPlace(whereabouts, useView().handset?.position ?? null);
}

export function ownPlace(whereabouts: Whereabouts, known: Position | null): OwnPlace | null {
  if (whereabouts.kind === "fixed") {
    const { lon, lat, accuracy_m, fixed_at, source } = whereabouts.fix;
    return { lon, lat, accuracy_m, fixed_at, source };
  }
  return known && { lon: known.lon, lat: known.lat, accuracy_m: known.accuracy_m, fixed_at: known.fixed_at, source: known.source };
}

/** Closer than a fix can tell apart. */
export const isHere = (way: Way): boolean => way.metres < 20;

export interface Way {
  metres: number;
  degrees: number;
  east: number;
  north: number;
}

export function wayTo(from: Point, to: Point): Way {
  const metres = distanceM(from, to);
  const degrees = bearing(from, to);
  const radians = (degrees * Math.PI) / 180;
  return { metres, degrees, east: metres * Math.sin(radians), north: metres * Math.cos(radians) };
}
