// What moves and what is chosen: zones, doubt, trails, signs, emergencies. Later lies above earlier.
import type { ExpressionSpecification, StyleSpecification } from "maplibre-gl";
import type { Colours } from "../colours.ts";
import { crowdCounts, crowds, inSlots, named, NEAR_ZOOM, sign, signs, signsBeside } from "./signs.ts";
import { FONT, haloOf } from "./writing.ts";

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

export function live(colours: Colours): StyleSpecification["layers"] {
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
