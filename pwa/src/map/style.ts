// The map's ground: our own tiles, painted in the colours of the theme. Text is drawn from the machine's own fonts.
import type { ExpressionSpecification, StyleSpecification } from "maplibre-gl";
import type { Colours } from "./colours.ts";
import { SLOTS } from "./stacks.ts";

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
const FONT = ["system-ui, sans-serif"];

/** A main road is wider than a side street, and side streets come when one looks closer. */
const roadWidth: ExpressionSpecification = [
  "interpolate",
  ["exponential", 1.5],
  ["zoom"],
  9,
  ["match", ["to-number", ["get", "rank"], 3], 1, 1.2, 2, 0.6, 0.2],
  13,
  ["match", ["to-number", ["get", "rank"], 3], 1, 4.5, 2, 2.5, 1.2],
  17,
  ["match", ["to-number", ["get", "rank"], 3], 1, 22, 2, 16, 10],
];

/** What lies later in the order is painted over what lies earlier, so the first in rank must come last to be on top. */
const onTop: ExpressionSpecification = ["-", 0, ["get", "order"]];
/** Names are the other way round: there is not room for all of them, and the first come first. */
const namedFirst: ExpressionSpecification = ["get", "order"];

/** All of London at once has more signs than room. */
const iconSize: ExpressionSpecification = ["interpolate", ["linear"], ["zoom"], 9, 0.62, 11.5, 1];

/** Set apart from the pin that would cover it. By name: a tile carries words and numbers, and no lists. */
const inSlots: ExpressionSpecification = ["match", ["get", "slot"], ...Object.entries(SLOTS).flatMap(([name, slot]) => [name, ["literal", slot]]), ["literal", [0, 0]]] as unknown as ExpressionSpecification;

const sign = {
  "icon-image": ["get", "pin"] as ExpressionSpecification,
  "icon-allow-overlap": true,
  "icon-ignore-placement": true,
  "icon-size": iconSize,
  "symbol-sort-key": onTop,
};
const named = { "text-font": FONT, "text-anchor": "left" as const, "text-justify": "left" as const, "text-max-width": 18, "text-field": ["get", "label"] as ExpressionSpecification, "symbol-sort-key": namedFirst };
const haloOf = (colours: Colours) => ({ "text-halo-color": colours.map, "text-halo-width": 1.8 });

/** Layers of the one BCU that was chosen. */
export const CHOSEN_POD = ["pod-chosen", "pod-chosen-edge", "pod-chosen-name"] as const;
export const isPod = (code: string | null): ExpressionSpecification => ["==", ["get", "code"], code ?? ""];

const ofPod = (code: string | null) => ({ source: "ground", "source-layer": "pods", filter: isPod(code) });

function chosenPod(colours: Colours, code: string | null): StyleSpecification["layers"] {
  const its = ofPod(code);
  return [
    { ...its, id: "pod-chosen", type: "fill", paint: { "fill-color": colours.accent, "fill-opacity": 0.1 } },
    { ...its, id: "pod-chosen-edge", type: "line", paint: { "line-color": colours.accent, "line-width": 4, "line-opacity": 0.9 } },
  ];
}

/** Above the names of boroughs, which would take its room. */
const chosenPodName = (colours: Colours, code: string | null): StyleSpecification["layers"][number] => ({
  ...ofPod(code),
  id: "pod-chosen-name",
  type: "symbol",
  layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": 17, "text-padding": 12 },
  paint: { "text-color": colours.accent, "text-halo-color": colours.map, "text-halo-width": 2 },
});

function ground(colours: Colours, watched: readonly string[]): StyleSpecification["layers"] {
  const ours: ExpressionSpecification = ["in", ["get", "code"], ["literal", [...watched]]];
  return [
    { id: "paper", type: "background", paint: { "background-color": colours.map } },
    {
      id: "elsewhere",
      type: "fill",
      source: "ground",
      "source-layer": "pods",
      filter: ["!", ours],
      paint: { "fill-color": colours.bg, "fill-opacity": 0.55 },
    },
    {
      id: "roads",
      type: "line",
      source: "ground",
      "source-layer": "roads",
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": colours.road, "line-width": roadWidth },
    },
    {
      id: "boroughs",
      type: "line",
      source: "ground",
      "source-layer": "boroughs",
      paint: { "line-color": colours.edge, "line-width": 0.8, "line-opacity": 0.45 },
    },
    {
      id: "beats",
      type: "line",
      source: "ground",
      "source-layer": "beats",
      minzoom: 12,
      paint: { "line-color": colours.edge, "line-width": 0.8, "line-dasharray": [1, 2] },
    },
    {
      id: "pods",
      type: "line",
      source: "ground",
      "source-layer": "pods",
      paint: { "line-color": colours.edge, "line-width": 1.2, "line-opacity": 0.7 },
    },
    {
      id: "pods-ours",
      type: "line",
      source: "ground",
      "source-layer": "pods",
      filter: ours,
      paint: { "line-color": colours.accent, "line-width": 2, "line-dasharray": [3, 3] },
    },
  ];
}

function words(colours: Colours): StyleSpecification["layers"] {
  const paint = { "text-color": colours.soft, "text-halo-color": colours.map, "text-halo-width": 1.4 };
  return [
    {
      id: "road-names",
      type: "symbol",
      source: "ground",
      "source-layer": "roads",
      minzoom: 13.5,
      layout: { "symbol-placement": "line", "text-field": ["get", "name"], "text-font": FONT, "text-size": 11 },
      paint,
    },
    {
      id: "place-names",
      type: "symbol",
      source: "ground",
      "source-layer": "labels",
      layout: {
        "text-field": ["get", "name"],
        "text-font": FONT,
        "text-size": ["interpolate", ["linear"], ["zoom"], 9, 10.5, 14, 14],
        "text-transform": "uppercase",
        "text-letter-spacing": 0.06,
        "text-padding": 8,
        "text-max-width": 8,
      },
      paint: { ...paint, "text-opacity": 0.85 },
    },
  ];
}

/** The signs of units, with their names and where they are going; the same for those apart and for the crowd's single ones. */
function signs(source: "units" | "crowd", colours: Colours): StyleSpecification["layers"] {
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
const NEAR_ZOOM = 11.5;

/** Signs that a pin would cover, set apart from it; above the incidents, for there may be another pin where they are set to. */
const signsBeside = (source: "units" | "crowd"): StyleSpecification["layers"][number] => ({
  id: `${source}-beside`,
  type: "symbol",
  source,
  filter: ["all", ["!", ["has", "point_count"]], ["has", "slot"]],
  layout: { ...sign, "icon-offset": inSlots },
});

/** Many units close together: how many of them are free, and of how many nobody knows where they are by now. */
function crowds(colours: Colours): StyleSpecification["layers"] {
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
function crowdCounts(colours: Colours): StyleSpecification["layers"] {
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

/** Full, dashed, dotted, dash and dot: in the red theme the colours are one. Widths of the line. */
const DASHES: readonly (number[] | null)[] = [null, [3, 2.4], [0.1, 1.9], [4, 2, 0.1, 2]];

function trails(colours: Colours): StyleSpecification["layers"] {
  const looks = [colours.accent, colours.significant, colours.good, colours.text];
  const look: ExpressionSpecification = ["match", ["get", "look"], 1, looks[1] ?? "", 2, looks[2] ?? "", 3, looks[3] ?? "", looks[0] ?? ""];
  const lines = DASHES.map((dash, at): StyleSpecification["layers"][number] => ({
    id: `trails-${at}`,
    type: "line",
    source: "trails",
    filter: ["==", ["get", "look"], at],
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": looks[at] ?? colours.accent, "line-width": 3.5, "line-opacity": 0.85, ...(dash && { "line-dasharray": dash }) },
  }));
  return [
    ...lines,
    {
      // Straight to the job, which is no road to it.
      id: "way",
      type: "line",
      source: "trails",
      filter: ["==", ["get", "look"], "way"],
      layout: { "line-cap": "round" },
      paint: { "line-color": colours.accent, "line-width": 3, "line-dasharray": [0.2, 2.2] },
    },
    {
      id: "trail-points",
      type: "circle",
      source: "trail-points",
      paint: { "circle-radius": 3, "circle-color": colours.surface, "circle-stroke-color": look, "circle-stroke-width": 1.5 },
    },
    {
      id: "trail-ages",
      type: "symbol",
      source: "trail-points",
      filter: ["!=", ["get", "label"], ""],
      layout: { "text-field": ["get", "label"], "text-font": FONT, "text-size": 11, "text-anchor": "left", "text-offset": [0.7, 0] },
      paint: { ...haloOf(colours), "text-color": look },
    },
  ];
}

function live(colours: Colours): StyleSpecification["layers"] {
  const zoneColour: ExpressionSpecification = ["case", ["==", ["get", "kind"], "event"], colours.accent, colours.immediate];
  return [
    { id: "zones", type: "fill", source: "zones", paint: { "fill-color": zoneColour, "fill-opacity": ["case", ["get", "later"], 0.06, 0.16] } },
    { id: "zone-edges", type: "line", source: "zones", paint: { "line-color": zoneColour, "line-width": 2.5, "line-dasharray": [3, 1.5] } },
    {
      id: "zone-names",
      type: "symbol",
      source: "zones",
      // Beside its middle where a unit stands in it: a zone without its name says nothing.
      layout: {
        "text-field": ["get", "label"],
        "text-font": FONT,
        "text-size": 12,
        "text-max-width": 14,
        "text-variable-anchor": ["center", "left", "right", "bottom", "top"],
        "text-radial-offset": 3,
        "text-justify": "auto",
      },
      paint: { ...haloOf(colours), "text-color": zoneColour },
    },
    { id: "discs", type: "fill", source: "discs", paint: { "fill-color": colours.soft, "fill-opacity": ["case", ["get", "chosen"], 0.2, 0.05] } },
    { id: "disc-edges", type: "line", source: "discs", paint: { "line-color": colours.soft, "line-opacity": 0.4, "line-dasharray": [2, 3] } },
    ...trails(colours),
    {
      id: "chosen-incident",
      type: "circle",
      source: "incidents",
      filter: ["get", "chosen"],
      paint: { "circle-radius": 20, "circle-color": "transparent", "circle-stroke-color": colours.text, "circle-stroke-width": 2.5 },
    },
    {
      // A sign and no circle: it goes where the unit's sign is set apart to.
      id: "chosen-unit",
      type: "symbol",
      source: "units",
      filter: ["get", "chosen"],
      layout: { ...sign, "icon-image": "ring", "icon-offset": inSlots },
    },
    ...signs("crowd", colours),
    ...crowds(colours),
    ...signs("units", colours),
    { id: "incidents", type: "symbol", source: "incidents", layout: sign },
    signsBeside("crowd"),
    signsBeside("units"),
    // From afar, where pins stand closer than the signs beside them, none of these may lie over another job: who it hides is named beside it.
    { id: "incidents-afar", type: "symbol", source: "incidents", maxzoom: NEAR_ZOOM, layout: sign },
    {
      id: "incident-names",
      type: "symbol",
      source: "incidents",
      layout: { ...named, "text-size": 11.5, "text-offset": [1.4, 0] },
      paint: { ...haloOf(colours), "text-color": colours.text },
    },
    ...crowdCounts(colours),
    {
      id: "emergency-rings",
      type: "circle",
      source: "emergencies",
      paint: {
        "circle-radius": 26,
        "circle-color": colours.immediate,
        "circle-opacity": 0.25,
        "circle-stroke-color": colours.immediate,
        "circle-stroke-width": 4,
      },
    },
    {
      id: "emergencies",
      type: "symbol",
      source: "emergencies",
      layout: {
        "text-field": ["get", "label"],
        "text-font": FONT,
        "text-size": 14,
        "text-anchor": "bottom",
        "text-offset": [0, -2.2],
        "text-allow-overlap": true,
      },
      paint: { "text-color": colours.immediate, "text-halo-color": colours.map, "text-halo-width": 2.5 },
    },
  ];
}

/** Beside its sign, towards the middle of the screen, where a name is not cut off. In ems. */
const BESIDE: ExpressionSpecification = [
  "match", ["get", "side"],
  "east", ["literal", ["right", [-1.5, 0], "bottom-right", [-0.8, -1.1], "top-right", [-0.8, 1.1], "bottom", [0, -1.4], "top", [0, 1.4]]],
  ["literal", ["left", [1.5, 0], "bottom-left", [0.8, -1.1], "top-left", [0.8, 1.1], "bottom", [0, -1.4], "top", [0, 1.4]]],
] as unknown as ExpressionSpecification;

/** For a hand's breadth of glass, in gloves and at arm's length: larger, and a name goes to whichever side has room. */
function forTouch(layer: StyleSpecification["layers"][number]): StyleSpecification["layers"][number] {
  if (layer.type !== "symbol" || !layer.layout?.["text-field"]) return layer;
  const { "text-size": size, "text-anchor": _anchor, "text-offset": _offset, ...rest } = layer.layout;
  const larger = typeof size === "number" ? { "text-size": size * 1.25 } : size === undefined ? {} : { "text-size": size };
  if (!NAMES_OF_SIGNS.has(layer.id)) return { ...layer, layout: { ...layer.layout, ...larger } };
  return { ...layer, layout: { ...rest, ...larger, "text-max-width": 11, "text-variable-anchor-offset": BESIDE, "text-justify": "auto" } };
}

const NAMES_OF_SIGNS = new Set(["units-names", "incident-names"]);

/** Unseen signs above all others: what lies higher is placed first, so that no name is written over somebody else's sign. */
const guardOf = (source: "units" | "incidents"): StyleSpecification["layers"][number] => ({
  id: `${source}-guard`, type: "symbol", source, filter: ["!", ["has", "slot"]],
  layout: { ...sign, "icon-ignore-placement": false, "icon-size": 0.55 }, paint: { "icon-opacity": 0 },
});

/** A border and the way to the job must not be taken for one another, also where all colours are one: by dash and by weight. */
function toldApart(layer: StyleSpecification["layers"][number], colours: Colours): StyleSpecification["layers"] {
  if (layer.type !== "line") return [layer];
  // The neighbours' borders are the same lines, and would fill the gaps of ours.
  if (layer.id === "pods") return [];
  if (layer.id === "pods-ours") return [{ ...layer, paint: { "line-color": colours.edge, "line-width": 2, "line-opacity": 0.85, "line-dasharray": [7, 2, 1.5, 2] } }];
  if (layer.id !== "way") return [layer];
  const under = { ...layer, id: "way-under", paint: { "line-color": colours.map, "line-width": 10, "line-opacity": 0.75 } };
  return [under, { ...layer, paint: { ...layer.paint, "line-width": 5, "line-dasharray": [0.1, 1.8] } }];
}

/** The style of an officer's map. */
export const touchStyle = (style: StyleSpecification, colours: Colours): StyleSpecification => ({
  ...style,
  layers: [...style.layers.flatMap((layer) => toldApart(layer, colours)).map(forTouch), guardOf("units"), guardOf("incidents")],
});

/** The whole style. `tiles` is an absolute address with {z}/{x}/{y}: the worker knows no page to be relative to. */
export function boardStyle(colours: Colours, watched: readonly string[], tiles: string, pod: string | null = null): StyleSpecification {
  const own = Object.fromEntries(OURS.map((name) => [name, { type: "geojson" as const, data: EMPTY as never, ...(name === "crowd" && CROWD) }]));
  return {
    version: 8,
    sources: { ground: { type: "vector", tiles: [tiles], minzoom: 5, maxzoom: 14 }, ...own },
    layers: [...ground(colours, watched), ...chosenPod(colours, pod), ...words(colours), chosenPodName(colours, pod), ...live(colours)],
  };
}
