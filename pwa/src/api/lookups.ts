// Lookups: terms go in the body, and what comes back is kept by nobody here.
import type { KnownOfCall, LookedUp, LookFor, OpenedRecord, Purpose } from "../domain/lookup.ts";
import { post, type Asking } from "./client.ts";

export const lookUp = (kind: LookFor, terms: Record<string, string>, purpose: Purpose): Promise<LookedUp> =>
  post<LookedUp>(`/api/lookups/${kind}`, { ...purpose, ...terms });

/** One record whole: the look that is written down as the consultation. */
export const openRecord = (kind: string, id: string, purpose: Purpose): Promise<OpenedRecord> =>
  post<OpenedRecord>("/api/lookups/open", { ...purpose, kind, id });

export const knownOfCall = (call: { number?: string; address?: string }, asking?: Asking): Promise<KnownOfCall> =>
  post<KnownOfCall>("/api/lookups/call", call, asking);
