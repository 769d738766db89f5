// What a supervisor or an administrator sets up.
import type { EscalationStep } from "../domain/escalation.ts";
import { get, post, postFile } from "./client.ts";

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

/** What a unit on duty has booked out; null: nobody said. */
export interface BookedOut {
  callsign: string;
  equipment: string[] | null;
  kinds: { code: string; label: string }[];
}

export const equipmentOf = (callsign: string): Promise<BookedOut> => post<BookedOut>("/api/equipment/find", { callsign });

export const correctEquipment = (callsign: string, equipment: string[]): Promise<void> => post<void>("/api/equipment", { callsign, equipment });

export interface EscalationGrade {
  code: string;
  label: string;
  target_s: number | null;
}

export interface EscalationTable {
  version: number;
  grades: EscalationGrade[];
  actions: { code: string; label: string }[];
  waited_for: { code: string; label: string }[];
  items: (EscalationStep & { grade: string })[];
}

export const escalation = (): Promise<EscalationTable> => get<EscalationTable>("/api/escalation-steps");

export const changeEscalation = (grade: string, version: number, steps: EscalationStep[]): Promise<void> =>
  post<void>("/api/escalation-steps", { grade, version, steps });

export interface KindOfArea {
  kind: string;
  label: string;
  /** A file changes their outlines and names, and none comes or goes. */
  is_fixed: boolean;
  count: number;
  version: { number: number; file: string; count: number; by: string; at: string } | null;
}

export interface AreaPlan {
  count: number;
  columns: { name: string; first: string[] }[];
  name_column: string;
  new: string[];
  changed: string[];
  gone: string[];
  same_count: number;
  faults: { number: number; name: string; why: string }[];
  faults_count: number;
  is_taken: boolean;
}

export interface AreaFile {
  kind: string;
  file: File;
  name: string;
  code: string;
  parent: string;
}

export const kindsOfArea = (): Promise<{ items: KindOfArea[] }> => get<{ items: KindOfArea[] }>("/api/areas");

function ofFile(door: "preview" | "replace", { kind, file, name, code, parent }: AreaFile): Promise<AreaPlan> {
  const asked = new URLSearchParams({ kind, file: file.name.slice(0, 120), name, code, parent });
  return postFile<AreaPlan>(`/api/areas/${door}?${asked}`, file);
}

export const previewAreas = (of: AreaFile): Promise<AreaPlan> => ofFile("preview", of);

export const replaceAreas = (of: AreaFile): Promise<AreaPlan> => ofFile("replace", of);

/** How much is ordinary for one role. */
export interface SearchAllowance {
  role: string;
  searches_an_hour: number;
  opened_in_ten_minutes: number;
  without_a_job_an_hour: number;
}

export interface SearchAllowances {
  version: number;
  items: SearchAllowance[];
}

export const searchAllowances = (): Promise<SearchAllowances> => get<SearchAllowances>("/api/audit/allowances");

export const changeSearchAllowances = (version: number, items: readonly SearchAllowance[]): Promise<void> => post<void>("/api/audit/allowances/change", { version, items });

/** Who is told when somebody comes near a restricted record that names this owner. */
export interface RecordOwner {
  owner: string;
  roles: string[];
  officers: string[];
}

export interface RecordOwners {
  version: number;
  items: RecordOwner[];
  roles: string[];
  /** Owners on records that are nobody here. */
  unnamed: string[];
}

export const recordOwners = (): Promise<RecordOwners> => get<RecordOwners>("/api/restricted/owners");

export const changeRecordOwners = (version: number, items: readonly RecordOwner[]): Promise<void> => post<void>("/api/restricted/owners/change", { version, items });

/** One danger and the words by which it is known. */
export interface WordsOfRow {
  code: string;
  label: string;
  words: string[];
}

export interface WordList {
  list: string;
  version: number;
  rows: WordsOfRow[];
  /** The newest first: by whom, and which words came and went. */
  changes: { at: string; note: string; said: string }[];
}

export const wordsOfDanger = (): Promise<{ items: WordList[] }> => get<{ items: WordList[] }>("/api/codes/words");

export const changeWordsOf = (list: string, version: number, items: readonly WordsOfRow[]): Promise<void> =>
  post<void>("/api/codes/words/change", { list, version, items: items.map(({ code, words }) => ({ code, words })) });
