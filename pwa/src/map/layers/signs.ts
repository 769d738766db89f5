// Signs of units and incidents with their names, and crowds of them.
import type { ExpressionSpecification, StyleSpecification } from "maplibre-gl";
import type { Colours } from "../colours.ts";
import { SLOTS } from "../stacks.ts";
import { FONT, haloOf } from "./writing.ts";

/** What lies later in the order is painted over what lies earlier, so the first in rank must come last to be on top. */
const onTop: ExpressionSpecification = ["-", 0, ["get", "order"]];
/** Names are the other way round: there is not room for all of them, and the first come first. */
const namedFirst: ExpressionSpecification = ["get", "order"];

/** All of London at once has more signs than room. */
const iconSize: ExpressionSpecification = ["interpolate", ["linear"], ["zoom"], 9, 0.62, 11.5, 1];

/** Set apart from the pin that would cover it. By name: a tile carries words and numbers, and no lists. */
export const inSlots: ExpressionSpecification = ["match", ["get", "slot"], ...Object.entries(SLOTS).flatMap(([name, slot]) => [name, ["literal", slot]]), ["literal", [0, 0]]] as unknown as ExpressionSpecification;

export const sign = {
  "icon-image": ["get", "pin"] as ExpressionSpecification,
  "icon-allow-overlap": true,
  "icon-ignore-placement": true,
  "icon-size": iconSize,
  "symbol-sort-key": onTop,
};
export const named = { "text-font": FONT, "text-anchor": "left" as const, "text-justify": "left" as const, "text-max-width": 18, "text-field": ["get", "label"] as ExpressionSpecification, "symbol-sort-key": namedFirst };

/** The signs of units, with their names and where they are going; the same for those apart and for the crowd's single ones. */
export function signs(source: "units" | "crowd", colours: Colours): StyleSpecification["layers"] {
  const single: ExpressionSpecification = ["!", ["has", "point_count"]];
  return [
    {
      id: `${source}-headings`,
      type: "symbol",
      source,
      minzoom: 10.5,
      filter: ["all", single, ["has", "heading"]],
      layout: { ...sign, "icon-image": "heading", "icon-rotate": ["get", "heading"], "icon-rotation-alignment": "map" },
    },
    { id: source, type: "symbol", source, filter: ["all", single, ["!", ["has", "slot"]]], layout: sign },
    {
      id: `${source}-names`,
      type: "symbol",
      source,
      filter: single,
      layout: { ...named, "text-size": 11, "text-offset": [1.1, 0] },
      paint: { ...haloOf(colours), "text-color": ["case", ["get", "faded"], colours.soft, colours.text] },
    },
  ];
}

/** From here on pins stand so far apart that signs beside one seldom reach another. */
export const NEAR_ZOOM = 11.5;

/** Signs that a pin would cover, set apart from it; above the incidents, for there may be another pin where they are set to. */
export const signsBeside = (source: "units" | "crowd"): StyleSpecification["layers"][number] => ({
  id: `${source}-beside`,
  type: "symbol",
  source,
  filter: ["all", ["!", ["has", "point_count"]], ["has", "slot"]],
  layout: { ...sign, "icon-offset": inSlots },
});

/** Many units close together: how many of them are free, and of how many nobody knows where they are by now. */
export function crowds(colours: Colours): StyleSpecification["layers"] {
  const many: ExpressionSpecification = ["has", "point_count"];
  const anyFree: ExpressionSpecification = [">", ["get", "free"], 0];
  return [
    {
      id: "crowds",
      type: "circle",
      source: "crowd",
      filter: many,
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["get", "point_count"], 4, 13, 40, 16, 400, 20],
        "circle-color": colours.surface,
        "circle-stroke-color": ["case", anyFree, colours.good, colours.accent],
        "circle-stroke-width": 2.5,
      },
    },
  ];
}

/** Above the incidents: a number that is half covered lies. */
export function crowdCounts(colours: Colours): StyleSpecification["layers"] {
  return [
    {
      id: "crowd-counts",
      type: "symbol",
      source: "crowd",
      filter: ["has", "point_count"],
      layout: {
        "text-field": [
          "format",
          ["concat", ["to-string", ["get", "free"]], "/", ["to-string", ["get", "point_count"]]],
          {},
          ["case", [">", ["get", "lost"], 0], ["concat", "\n", ["to-string", ["get", "lost"]], " lost"], ""],
          { "font-scale": 0.8 },
        ],
        "text-font": FONT,
        "text-size": 11.5,
        "text-allow-overlap": true,
        "text-ignore-placement": true,
      },
      paint: { ...haloOf(colours), "text-color": colours.text },
    },
  ];
}

/** Unseen signs above all others: what lies higher is placed first, so that no name is written over somebody else's sign. */
export const guardOf = (source: "units" | "incidents"): StyleSpecification["layers"][number] => ({
  id: `${source}-guard`, type: "symbol", source, filter: ["!", ["has", "slot"]],
  layout: { ...sign, "icon-ignore-placement": false, "icon-size": 0.55 }, paint: { "icon-opacity": 0 },
});
