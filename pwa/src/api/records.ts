// The review desk's doors. Ids go in the body; what comes back is kept by this page only.
import type { CommandAnswer } from "../domain/rows.ts";
import type { SideBySide, Waiting } from "../domain/records.ts";
import { command, post } from "./client.ts";

export const waitingPairs = (): Promise<Waiting> => post<Waiting>("/api/nominals/attention", {});

export const sideBySide = (oneId: string, otherId: string): Promise<SideBySide> => post<SideBySide>("/api/nominals/review", { one_id: oneId, other_id: otherId });

export type Deciding = "merge_nominals" | "split_nominals" | "undo_golden";

export const decide = (kind: Deciding, fields: Record<string, string>): Promise<CommandAnswer> =>
  command(kind, { id: crypto.randomUUID(), occurred_at: new Date().toISOString(), ...fields });
