/** The force's own lists (`GET /api/codes`), asked the way a board asks. */
import type { Code, Codes } from "../rows.ts";

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

export function isDeployable(codes: Codes, status: string): boolean {
  return codes.statuses.find((entry) => entry.code === status)?.deployable === "yes";
}
