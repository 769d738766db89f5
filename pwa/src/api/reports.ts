// The doors of reports from the street, as the supervisors' desk uses them.
import type { Card, CommandAnswer, Report } from "../domain/rows.ts";
import type { WholeReport } from "../domain/street.ts";
import { command, get } from "./client.ts";

export const reportsOf = (state: "waiting" | "decided"): Promise<{ items: Report[]; waiting: number }> => get(`/api/reports?state=${state}`);

export const reportsWaiting = (): Promise<{ waiting: number; urgent: number; changed_at: string | null }> => get("/api/reports/waiting");

export const wholeReport = (id: string): Promise<WholeReport> => get<WholeReport>(`/api/reports/${id}`);

/** The jobs that this duty has left, as their cards were. */
export const jobsLeft = (): Promise<{ items: Card[] }> => get("/api/handset/left");

export const decideReport = (kind: "approve_marker" | "refuse_report" | "take_report" | "withdraw_marker" | "correct_marker", fields: Record<string, unknown>): Promise<CommandAnswer> =>
  command(kind, { id: crypto.randomUUID(), occurred_at: new Date().toISOString(), ...fields });
