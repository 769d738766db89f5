// The doors of disclosure. Whom it is about goes in the body, never in an address.
import type { Change, Disclosed, Made, Preview, Purpose, Subject, SubjectKind } from "../domain/disclosure.ts";
import type { Id } from "../domain/rows.ts";
import { post } from "./client.ts";

export interface Asked {
  purpose: Purpose;
  reference: string;
}

export interface Drafted extends Asked {
  subject_kind: SubjectKind;
  subject_id: Id;
  changes: readonly Change[];
  words: readonly string[];
}

export const findSubject = (asked: Asked & { name: string; born: string; cad: string }): Promise<{ items: Subject[] }> => post<{ items: Subject[] }>("/api/disclosures/find", asked);

export const previewDisclosure = (asked: Drafted): Promise<Preview> => post<Preview>("/api/disclosures/preview", asked);

export const exportDisclosure = (asked: Drafted & { recipient: string }): Promise<Made> => post<Made>("/api/disclosures/export", asked);

export const listDisclosures = (): Promise<{ items: Disclosed[] }> => post<{ items: Disclosed[] }>("/api/disclosures/made", {});
