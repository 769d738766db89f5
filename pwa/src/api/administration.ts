// What a supervisor or an administrator sets up.
import { get, post } from "./client.ts";

export const covertUnits = (): Promise<{ callsigns: string[] }> => get<{ callsigns: string[] }>("/api/covert-units");

export const setCovert = (callsign: string, isCovert: boolean): Promise<void> => post<void>("/api/covert-units", { callsign, is_covert: isCovert });

export interface Restriction {
  id: string;
  pay_number: string;
  officer: string;
  pod: string;
  restriction: string;
  label: string;
  set_by: string;
  set_at: string;
  from_on: string;
  until_on: string | null;
  holds_today: boolean;
}

export interface Restrictions {
  items: Restriction[];
  kinds: { code: string; label: string }[];
}

export interface Restrict {
  pay_number: string;
  restriction: string;
  from_on: string;
  until_on: string | null;
}

export const restrictions = (): Promise<Restrictions> => get<Restrictions>("/api/restrictions");

export const restrict = (body: Restrict): Promise<void> => post<void>("/api/restrictions", body);

export const endRestriction = (id: string): Promise<void> => post<void>(`/api/restrictions/${id}/end`, {});
