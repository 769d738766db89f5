/** The force's own lists (`GET /api/codes`), asked the way a board asks. */
import type { Code, Codes } from "../rows.ts";

/** The entries whose label, code or further words begin with every word that was typed. */
export function fittingCodes<Entry extends Code & { words?: string }>(codes: readonly Entry[], typed: string): Entry[] {
  const asked = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return codes.filter(({ code, label, words = "" }) => {
    const parts = `${code} ${label} ${words}`.toLowerCase().split(/[^a-z0-9_]+/);
    return asked.every((word) => parts.some((part) => part.startsWith(word)));
  });
}

/** The words for a code, or the code itself: a list may be older than the row that uses it. */
export function labelOf(list: readonly Code[], code: string | null): string {
  if (code === null) return "";
  return list.find((entry) => entry.code === code)?.label ?? code;
}

export function podName(codes: Codes, code: string): string {
  return codes.pods.find((pod) => pod.code === code)?.name ?? code;
}

export function gradeRank(codes: Codes, grade: string): number {
  return codes.grades.find((entry) => entry.code === grade)?.rank ?? Number.MAX_SAFE_INTEGER;
}

/** Metres a second, of a unit whose kind is in no list: a car in traffic. */
const UNKNOWN_DRIFT_MPS = 8;

/** How fast a unit of a kind may be going when nothing else is known of it. */
export function driftOf(codes: Pick<Codes, "unit_kinds">, kind: string): number {
  return codes.unit_kinds?.find((entry) => entry.code === kind)?.drift_mps ?? UNKNOWN_DRIFT_MPS;
}

export function isDeployable(codes: Codes, status: string): boolean {
  return codes.statuses.find((entry) => entry.code === status)?.deployable === "yes";
}
