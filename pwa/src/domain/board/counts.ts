/** The few numbers of the header. */
import type { QueueRow } from "./queue.ts";
import { isReached } from "./reach.ts";
import type { UnitRow } from "./units.ts";

export interface Counts {
  open: number;
  unassigned: number;
  over: number;
  free: number;
  committed: number;
  /** On duty, but not seen for two minutes or never. */
  unseen: number;
  /** On duty, and a tasking would not get to them. */
  unreached: number;
}

/** Counts the watched pods only: a job handed over is another board's to count. */
export function countsOf(rows: readonly QueueRow[], units: readonly UnitRow[], pods: readonly string[]): Counts {
  const watched = new Set(pods);
  const open = rows.filter((row) => row.incident.state === "open" && watched.has(row.incident.pod));
  const onDuty = units.filter((row) => row.standing !== "off duty");
  return {
    open: open.length,
    unassigned: open.filter((row) => row.progress === "unassigned").length,
    over: open.filter((row) => row.target?.over && !row.target.stopped).length,
    free: onDuty.filter((row) => row.standing === "free").length,
    committed: onDuty.filter((row) => row.standing === "committed").length,
    unseen: onDuty.filter((row) => row.freshness === "grey" || row.freshness === "none").length,
    unreached: onDuty.filter((row) => !isReached(row.reach)).length,
  };
}
