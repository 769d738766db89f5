// The sheets are not needed to read a tasking, so they are loaded after it.
import { later } from "../../ui/later.tsx";

const all = () => import("./all.ts");

export const DeclineSheet = later(() => all().then((sheets) => sheets.DeclineSheet));
export const MoreSheet = later(() => all().then((sheets) => sheets.MoreSheet));
export const NeedsSheet = later(() => all().then((sheets) => sheets.NeedsSheet));
export const NoteSheet = later(() => all().then((sheets) => sheets.NoteSheet));
export const ResultSheet = later(() => all().then((sheets) => sheets.ResultSheet));
export const StatusSheet = later(() => all().then((sheets) => sheets.StatusSheet));
export const ThriveSheet = later(() => all().then((sheets) => sheets.ThriveSheet));

/** While nobody waits for anything: the first tap on a sheet then opens it at once. */
export const loadSheets = (): void => void all().catch(() => undefined);
