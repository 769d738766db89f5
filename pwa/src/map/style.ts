// The map's style: our own tiles, painted in the colours of the theme. Text is drawn from the machine's own fonts.
import type { StyleSpecification } from "maplibre-gl";
import type { Colours } from "./colours.ts";
import { chosenPod, chosenPodName, ground, words } from "./layers/ground.ts";
import { live } from "./layers/live.ts";

/** The names that the page's own sources have in the style. */
export const OURS = ["zones", "discs", "trails", "trail-points", "incidents", "crowd", "units", "emergencies"] as const;

/** A crowd is one sign where so many stand within so many pixels; from street level on each has its own. */
const CROWD = {
  cluster: true,
  clusterRadius: 44,
  clusterMinPoints: 4,
  clusterMaxZoom: 14,
  clusterProperties: {
    free: ["+", ["case", ["in", "unit-free", ["get", "pin"]], 1, 0]],
    lost: ["+", ["case", ["get", "faded"], 1, 0]],
  },
} as const;

const EMPTY = { type: "FeatureCollection", features: [] } as const;

/** The whole style. `tiles` is an absolute address with {z}/{x}/{y}: the worker knows no page to be relative to. */
export function boardStyle(colours: Colours, watched: readonly string[], tiles: string, pod: string | null = null): StyleSpecification {
  const own = Object.fromEntries(OURS.map((name) => [name, { type: "geojson" as const, data: EMPTY as never, ...(name === "crowd" && CROWD) }]));
  return {
    version: 8,
    sources: { ground: { type: "vector", tiles: [tiles], minzoom: 5, maxzoom: 14 }, ...own },
    layers: [...ground(colours, watched), ...chosenPod(colours, pod), ...words(colours), chosenPodName(colours, pod), ...live(colours)],
  };
}
