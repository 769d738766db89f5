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

/** What became of one's keys, as far as one has not said that one saw it. */
export const keyNews = (): Promise<{ items: KeyNewsRow[] }> => post<{ items: KeyNewsRow[] }>("/api/restricted/news", {});

export const seeKey = ({ id, at }: KeyNewsRow): Promise<void> => post<void>("/api/restricted/seen", { id, until: at });
