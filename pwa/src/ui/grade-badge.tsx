/** A grade as letter, word and shape, so that it is read in any theme and by anybody. */
export function GradeBadge({ grade, label, note }: { grade: string; label: string; note?: string | undefined }) {
  return (
    <span class={`grade grade-${grade}`}>
      <span class="grade-mark" aria-hidden="true"><span>{grade}</span></span>
      <span>{label}{note ? ` · ${note}` : ""}</span>
    </span>
  );
}
