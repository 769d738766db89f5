// The ground: areas, roads and their names, and the one BCU that was chosen.
import type { ExpressionSpecification, StyleSpecification } from "maplibre-gl";
import type { Colours } from "../colours.ts";
import { FONT } from "./writing.ts";

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

/** Layers of the one BCU that was chosen. */
export const CHOSEN_POD = ["pod-chosen", "pod-chosen-edge", "pod-chosen-name"] as const;
export const isPod = (code: string | null): ExpressionSpecification => ["==", ["get", "code"], code ?? ""];

const ofPod = (code: string | null) => ({ source: "ground", "source-layer": "pods", filter: isPod(code) });

export function chosenPod(colours: Colours, code: string | null): StyleSpecification["layers"] {
  const its = ofPod(code);
  return [
    { ...its, id: "pod-chosen", type: "fill", paint: { "fill-color": colours.accent, "fill-opacity": 0.1 } },
    { ...its, id: "pod-chosen-edge", type: "line", paint: { "line-color": colours.accent, "line-width": 4, "line-opacity": 0.9 } },
  ];
}

/** Above the names of boroughs, which would take its room. */
export const chosenPodName = (colours: Colours, code: string | null): StyleSpecification["layers"][number] => ({
  ...ofPod(code),
  id: "pod-chosen-name",
  type: "symbol",
  layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": 17, "text-padding": 12 },
  paint: { "text-color": colours.accent, "text-halo-color": colours.map, "text-halo-width": 2 },
});

export function ground(colours: Colours, watched: readonly string[]): StyleSpecification["layers"] {
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

export function words(colours: Colours): StyleSpecification["layers"] {
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
