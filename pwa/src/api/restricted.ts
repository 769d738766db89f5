// Keys to restricted records: given by a supervisor, told once.
import type { CameNear, GivenKey, KeyRow } from "../domain/keys.ts";
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

/** Who came near the restricted records of whoever asks. */
export const cameNear = (before: number | null): Promise<CameNear> => post<CameNear>("/api/restricted/near", { before });
