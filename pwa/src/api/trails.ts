// Where units were. The reason goes in the body, and nothing of it into an address.
import type { OwnTrail, Trail } from "../domain/trail.ts";
import { get, post } from "./client.ts";

export const trailOf = (unitId: string, minutes: number, reason: string, words: string): Promise<Trail> =>
  post<Trail>("/api/trails", { unit_id: unitId, minutes, reason, words });

export const ownTrail = (): Promise<OwnTrail> => get<OwnTrail>("/api/trails/own");
