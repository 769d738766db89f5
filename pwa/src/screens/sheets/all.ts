// One file of the build: whoever opens one sheet opens another soon.
export { DeclineSheet } from "./decline-sheet.tsx";
export { NeedsSheet } from "./needs-sheet.tsx";
export { MoreSheet } from "./more-sheet.tsx";
export { NoteSheet } from "./note-sheet.tsx";
export { ResultSheet } from "./result-sheet.tsx";
export { StatusSheet } from "./status-sheet.tsx";
export { ThriveSheet } from "./thrive-sheet.tsx";
