// The same map for a hand's breadth of glass: larger, and read at arm's length.
import type { ExpressionSpecification, StyleSpecification } from "maplibre-gl";
import type { Colours } from "./colours.ts";
import { guardOf } from "./layers/signs.ts";

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
