/** Who has been close by the place of their job for how long, on the way: the crew may be there and not have said so. */
import { closeFor, closeSince } from "../at-scene.ts";
import { ageWords } from "./words.ts";
import type { UnitRow } from "./units.ts";

export type CloseBy = ReadonlyMap<string, number>;

/** By unit and job, since when. What the board did not see before it was opened counts from its first sight. */
export function closeBy(before: CloseBy, rows: readonly UnitRow[], now: number): CloseBy {
  const after = new Map<string, number>();
  for (const { unit, incident, position } of rows) {
    if (unit.status !== "5" || !incident || !position) continue;
    const key = `${unit.id} ${incident.id}`;
    const since = closeSince(before.get(key) ?? null, position, incident, now);
    if (since !== null) after.set(key, since);
  }
  return after;
}

/** "close by for 40 s", or nothing. */
export function closeWords(close: CloseBy, { unit, incident, position }: UnitRow, now: number): string {
  const since = incident && close.get(`${unit.id} ${incident.id}`);
  return since === undefined ? "" : `close by for ${ageWords(closeFor(since, position ?? null, now) / 1000)}`;
}
