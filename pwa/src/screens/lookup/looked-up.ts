// The records that were opened for this job, so that a report can name them without typing. In memory only, and gone with the lookups.
import { headOf } from "../../domain/lookup.ts";
import type { RiskSubject } from "../../domain/rows.ts";
import { settable, type Settable } from "../../ui/watched.ts";
import type { Held } from "./memory.ts";

export const lookedUp: Settable<readonly RiskSubject[]> = settable<readonly RiskSubject[]>([]);

export function noteLookedUp(held: Held | null): void {
  if (!held) return lookedUp.set([]);
  const record = held.trail.at(-1)?.record;
  // A restricted record is for whoever has the key, and for no report.
  if (!record || record.restricted_for_s !== undefined || lookedUp.get().some(({ id }) => id === record.id)) return;
  lookedUp.set([...lookedUp.get(), { kind: record.kind as RiskSubject["kind"], id: record.id, line: headOf(record), how: "looked up for this job" }]);
}
