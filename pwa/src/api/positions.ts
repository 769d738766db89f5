// Where units were, who may tell it, and how long it is kept.
import type { Stay } from "../domain/trail.ts";
import { get, post } from "./client.ts";

export const staysOf = async (unitId: string): Promise<Stay[]> => (await get<{ items: Stay[] }>(`/api/units/${unitId}/areas`)).items;

export interface StayInZone {
  zone_id: string;
  unit_id: string;
  callsign: string;
  entered_at: string;
  /** When it was measured last: it may have left since. */
  seen_at: string | null;
}

/** Who is in the zones that stand, the first to enter first. */
export const staysInZones = async (): Promise<StayInZone[]> => (await get<{ items: StayInZone[] }>("/api/zones/units")).items;

export type Protocol = "owntracks" | "osmand" | "cot" | "lip";

export interface Companion {
  id: string;
  protocol: Protocol;
  protocol_name: string;
  label: string;
  officer: string | null;
  vehicle: string | null;
  unit: string | null;
  made_by: string;
  made_at: string;
  withdrawn_by: string | null;
  withdrawn_at: string | null;
  heard_at: string | null;
  outcome: string | null;
}

export interface Companions {
  items: Companion[];
  cot_port: number | null;
}

export interface NewCompanion {
  protocol: Protocol;
  label: string;
  pay_number?: string;
  vehicle?: string;
}

export interface Source {
  source: string;
  label: string;
  trust: number;
  keep_days: number | null;
  changed_by: string | null;
  changed_at: string | null;
}

export interface Sources {
  items: Source[];
  default_days: number;
}

export const companions = (): Promise<Companions> => get<Companions>("/api/companions");

export const makeCompanion = (body: NewCompanion): Promise<{ id: string; key: string }> => post("/api/companions", body);

export const withdrawCompanion = (id: string): Promise<void> => post<void>(`/api/companions/${id}/withdraw`, {});

export const sources = (): Promise<Sources> => get<Sources>("/api/fix-sources");

export const keepFor = (source: string, days: number | null): Promise<void> => post<void>(`/api/fix-sources/${source}/keep`, { keep_days: days });

export interface DeviceBattery {
  source: string;
  officer: string;
  /** Per cent. */
  battery: number;
  fixed_at: string;
}

/** Of each device of a unit that told lately, the emptiest first. */
export const batteriesOf = async (unitId: string): Promise<DeviceBattery[]> => (await get<{ items: DeviceBattery[] }>(`/api/units/${unitId}/batteries`)).items;
