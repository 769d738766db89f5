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
  kinds: { code: string; label: string; excludes: string }[];
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

export interface HeldSkill {
  skill: string;
  label: string;
  valid_until: string | null;
  live: boolean;
}

/** An officer as far as their training goes. */
export interface Trained {
  pay_number: string;
  officer: string;
  pod: string;
  skills: HeldSkill[];
}

export interface Ending extends HeldSkill {
  pay_number: string;
  officer: string;
  pod: string;
}

export interface Skills {
  kinds: { code: string; label: string; group: string }[];
  ending: Ending[];
}

export const skills = (): Promise<Skills> => get<Skills>("/api/skills");

export const findOfficers = (who: string): Promise<{ items: Trained[] }> => post<{ items: Trained[] }>("/api/skills/find", { who });

export const certify = (payNumber: string, skill: string, validUntil: string | null): Promise<void> =>
  post<void>("/api/skills", { pay_number: payNumber, skill, valid_until: validUntil });

export const takeSkill = (payNumber: string, skill: string): Promise<void> => post<void>("/api/skills/take", { pay_number: payNumber, skill });
