/** How a unit stands to one BCU: whose it is, and on whose ground it is. A dispatcher of the BCU needs both. */
import type { Codes } from "../rows.ts";
import { podName } from "./codes.ts";
import type { BoardState } from "./state.ts";
import type { UnitFilter, UnitRow } from "./units.ts";

/** `own`: of the BCU, and nowhere else for all we know. `away`: of it, in another. `guest`: of another, in it or on a job of it. */
export type Whose = "own" | "away" | "guest" | "neither";

type Standing = Pick<UnitRow, "unit" | "position" | "freshness">;

/** Where a unit is on nobody's ground, as on a bridge, it is not away: that would be said of whoever crosses the river. */
export function whoseOf({ unit, position }: Pick<Standing, "unit" | "position">, pod: string): Whose {
  const here = position?.in_pod ?? null;
  // One that goes to and fro on the border is told of as a guest all the while, and so is one that is sent from afar.
  if (unit.pod !== pod) return here === pod || unit.guest_in?.includes(pod) ? "guest" : "neither";
  return here === null || here === pod ? "own" : "away";
}

/** The BCU that units are seen from: the chosen one, or the only one that is watched. */
export const podSeenFrom = (state: Pick<BoardState, "pods">, filter: Pick<UnitFilter, "pod">): string | null =>
  filter.pod ?? (state.pods.length === 1 ? (state.pods[0] ?? null) : null);

/** `away in North East`, `of North East`, or nothing to say. Where one was lost it may be elsewhere by now. */
export function whoseWords(row: Standing, pod: string | null, codes: Codes): string {
  const whose = pod === null ? "own" : whoseOf(row, pod);
  if (whose === "guest") return `of ${podName(codes, row.unit.pod)}`;
  if (whose !== "away") return "";
  return `${row.freshness === "grey" ? "away, last seen" : "away"} in ${podName(codes, row.position?.in_pod ?? "")}`;
}

/** The same on the map, where there is room for a word. */
export function whoseMark(row: Standing, pod: string | null): string {
  const whose = pod === null ? "own" : whoseOf(row, pod);
  return whose === "guest" ? `of ${row.unit.pod}` : whose === "away" ? "away" : "";
}
