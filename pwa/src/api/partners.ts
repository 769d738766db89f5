// Whom outside of the force we tell where units are.
import type { Area } from "./replays.ts";
import { get, post } from "./client.ts";

export type Form = "geojson" | "cot";

export interface Partner {
  id: string;
  label: string;
  form: Form;
  form_name: string;
  area: string | null;
  kinds: string[];
  is_precise: boolean;
  delay_s: number;
  made_by: string;
  made_at: string;
  withdrawn_by: string | null;
  withdrawn_at: string | null;
  used_at: string | null;
  uses_today: number;
}

export interface Partners {
  items: Partner[];
  unit_kinds: string[];
  areas: Area[];
  cot_out_port: number | null;
}

export interface NewPartner {
  form: Form;
  label: string;
  area: { kind: string; code: string } | null;
  kinds: string[];
  is_precise: boolean;
  delay_s: number;
}

export const partners = (): Promise<Partners> => get<Partners>("/api/partners");

export const makePartner = (body: NewPartner): Promise<{ id: string; key: string }> => post("/api/partners", body);

export const withdrawPartner = (id: string): Promise<void> => post<void>(`/api/partners/${id}/withdraw`, {});
