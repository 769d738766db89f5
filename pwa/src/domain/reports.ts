// Reports from the street as the device keeps them, and what became of them. How they are written is in report-forms.ts.
import type { Need } from "./needs.ts";
import type { Instant, Report } from "./rows.ts";

const KIND_WORDS: Record<Report["kind"], string> = { marker: "Warning marker", intelligence: "Intelligence", safeguarding: "Safeguarding" };

export const kindWords = ({ kind }: Pick<Report, "kind">): string => KIND_WORDS[kind];

/** `Violent: Nadia Osei` */
export const headOfReport = ({ about, subjects }: Report): string => (subjects.length ? `${about}: ${subjects.join(", ")}` : about);

export const isUnsent = (report: Report): boolean => report.received_at === "";

/** What became of it, in a word for the list. */
export function stateWords(report: Report): string {
  if (isUnsent(report)) return "Waiting to be sent";
  switch (report.state) {
    case "waiting": return "With a supervisor";
    case "approved": return "Approved";
    case "taken": return "Taken in";
    case "refused": return report.kind === "marker" ? "Refused" : "Sent back";
  }
}

/** Newest first; the highest revision of each. */
export function withReport(reports: readonly Report[], report: Report): Report[] {
  const held = reports.find(({ id }) => id === report.id);
  if (held && held.revision > report.revision) return [...reports];
  return [...reports.filter(({ id }) => id !== report.id), report].sort((a, b) => b.sent_at.localeCompare(a.sent_at) || a.id.localeCompare(b.id));
}

/** A report that was not taken comes back to whoever sent it, with the reason. */
export function refusedReportNeed(report: Report): Need {
  const by = report.decided_by ? ` by ${report.decided_by}` : "";
  return { kind: "returned", id: report.id, at: report.decided_at ?? report.sent_at, sentence: `${kindWords(report)}, ${headOfReport(report)}: ${report.kind === "marker" ? "refused" : "sent back"}${by}. ${report.reason ?? ""}`.trim() };
}

const A_DAY_MS = 24 * 3600 * 1000;

/** What a snapshot tells to have been refused since somebody last looked: of today, so that an old one does not come up for ever. */
export const freshlyRefused = (reports: readonly Report[], now: Instant): Report[] =>
  reports.filter(({ state, decided_at }) => state === "refused" && decided_at !== null && Date.parse(now) - Date.parse(decided_at) < A_DAY_MS);
