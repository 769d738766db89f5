// Replays. What somebody looks back at goes in the body and never in an address.
import type { Replay } from "../domain/replay.ts";
import { get, post } from "./client.ts";

export interface AskedReplay {
  cad?: string;
  area?: { kind: string; code: string };
  box?: number[];
  since: string | null;
  until: string | null;
  reason: string;
  words: string;
}

export interface Area {
  kind: string;
  code: string;
  name: string;
}

export const replayOf = (asked: AskedReplay): Promise<Replay> => post<Replay>("/api/replays", asked, { timeoutMs: 20_000 });

export const replayAreas = async (): Promise<Area[]> => (await get<{ items: Area[] }>("/api/replays/areas")).items;

/** The reference of an incident by its id. */
export const cadOf = async (incidentId: string): Promise<string> => (await get<{ incident: { cad: string } }>(`/api/incidents/${incidentId}`)).incident.cad;
