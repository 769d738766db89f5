// Lookups: terms go in the body, and what comes back is kept by nobody here.
import type { KnownOfCall, LookedUp, LookFor, OpenedRecord, Purpose } from "../domain/lookup.ts";
import { post, postForPicture, type Asking } from "./client.ts";

export const lookUp = (kind: LookFor, terms: Record<string, string>, purpose: Purpose): Promise<LookedUp> =>
  post<LookedUp>(`/api/lookups/${kind}`, { ...purpose, ...terms });

/** One record whole: the look that is written down as the consultation. */
export const openRecord = (kind: string, id: string, purpose: Purpose): Promise<OpenedRecord> =>
  post<OpenedRecord>("/api/lookups/open", { ...purpose, kind, id });

/** One restricted record, by a key that somebody else has given. */
export const openByKey = (key: string, reason: string): Promise<OpenedRecord> =>
  post<OpenedRecord>("/api/restricted/open", { key, reason_text: reason });

/** One photograph of a person whose card is open: a look of its own in the audit. */
export const photographOf = (id: string): Promise<Blob> => postForPicture("/api/photographs/view", { id });

export const knownOfCall = (call: { number?: string; address?: string }, asking?: Asking): Promise<KnownOfCall> =>
  post<KnownOfCall>("/api/lookups/call", call, asking);
