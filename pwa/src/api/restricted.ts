// Keys to restricted records: given by a supervisor, told once.
import type { CameNear, GivenKey, KeyNewsRow, KeyRow } from "../domain/keys.ts";
import { post } from "./client.ts";

export interface AskedKey {
  officer: string;
  source: string;
  reference: string;
  reason: string;
  minutes: number;
}

export const giveKey = (asked: AskedKey): Promise<GivenKey> => post<GivenKey>("/api/restricted/give", asked);

export const keysGiven = (): Promise<{ items: KeyRow[] }> => post<{ items: KeyRow[] }>("/api/restricted/given", {});

/** Who came near the restricted records of whoever asks: the newest, those before a row, or what the last minutes brought beside those that are known. */
export const cameNear = (about: { before?: number; known?: number[] } = {}): Promise<CameNear> => post<CameNear>("/api/restricted/near", { before: null, ...about });

/** Calls of a day about the restricted records of whoever asks, which they have not seen: those beside the rows that are shown already. */
export const unseenCalls = (known: number[]): Promise<CameNear> => post<CameNear>("/api/restricted/calls", { known });

export const seeCalls = (ids: number[]): Promise<void> => post<void>("/api/restricted/calls/seen", { ids });

/** What became of one's keys, as far as one has not said that one saw it. */
export const keyNews = (): Promise<{ items: KeyNewsRow[] }> => post<{ items: KeyNewsRow[] }>("/api/restricted/news", {});

export const seeKey = ({ id, at }: KeyNewsRow): Promise<void> => post<void>("/api/restricted/seen", { id, until: at });
