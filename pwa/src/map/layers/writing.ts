// How names are written on the map.
import type { Colours } from "../colours.ts";

export const FONT = ["system-ui, sans-serif"];
export const haloOf = (colours: Colours) => ({ "text-halo-color": colours.map, "text-halo-width": 1.8 });
