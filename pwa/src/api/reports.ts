// The doors of reports from the street, as the supervisors' desk uses them.
import type { CommandAnswer, Report } from "../domain/rows.ts";
import type { WholeReport } from "../domain/street.ts";
import { command, get } from "./client.ts";

export const reportsOf = (state: "waiting" | "decided"): Promise<{ items: Report[]; waiting: number }> => get(`/api/reports?state=${state}`);

export const reportsWaiting = (): Promise<{ waiting: number; urgent: number }> => get("/api/reports/waiting");

export const wholeReport = (id: string): Promise<WholeReport> => get<WholeReport>(`/api/reports/${id}`);

export const decideReport = (kind: "approve_marker" | "refuse_report" | "take_report", fields: Record<string, string>): Promise<CommandAnswer> =>
  command(kind, { id: crypto.randomUUID(), occurred_at: new Date().toISOString(), ...fields });
