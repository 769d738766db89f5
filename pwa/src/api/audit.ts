// The doors of the audit. Terms go in the body; whom somebody looked at is no part of an address.
import type { Alerts, Allowance, AuditPage, OwnPage, Watched } from "../domain/audit.ts";
import type { Id } from "../domain/rows.ts";
import { get, post, postForText, type Asking } from "./client.ts";

export interface Terms {
  officer: string;
  subject: string;
  incident: string;
  kind: string;
  since: string | null;
  until: string | null;
}

export const readAudit = (terms: Terms, before: number | null, asking?: Asking): Promise<AuditPage> => post<AuditPage>("/api/audit/read", { ...terms, before }, asking);

export const ownAudit = (before: number | null): Promise<OwnPage> => get<OwnPage>(`/api/audit/own${before === null ? "" : `?before=${before}`}`);

export const listAlerts = (state: "open" | "settled", before: number | null = null): Promise<Alerts> => post<Alerts>("/api/audit/alerts", { state, before });

export const sawAlert = (id: number): Promise<void> => post<void>(`/api/audit/alerts/${id}`, {});

export const settleAlert = (id: number, note: string): Promise<void> => post<void>(`/api/audit/alerts/${id}`, { note });

export const listWatched = (): Promise<{ items: Watched[] }> => post<{ items: Watched[] }>("/api/audit/watched", {});

export const watchRecord = (given: { record_kind: string; record_id: string; relation: string; pay_number: string; note: string }): Promise<void> => post<void>("/api/audit/watched/add", given);

export const endWatch = (id: Id): Promise<void> => post<void>("/api/audit/watched/end", { id });

export const exportAudit = (asked: { since: string; until: string; recipient: string; reason: string }): Promise<string> => postForText("/api/audit/export", asked);

export const askForMore = (words: string): Promise<void> => post<void>("/api/lookups/more", { words });

export const askedForMore = (): Promise<{ items: Allowance[] }> => post<{ items: Allowance[] }>("/api/lookups/more/asked", {});

export const decideMore = (id: Id, allowed: boolean): Promise<void> => post<void>("/api/lookups/more/decide", { id, allowed });
