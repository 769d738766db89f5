/** A status is its number and its word; a dashed edge is a move that was not an expected one. */
export function StatusChip({ code, label, odd = false }: { code: string; label: string; odd?: boolean }) {
  return (
    <span class={odd ? "state state-odd" : "state"}>
      <b>{code}</b> {label}
      {odd && <span class="unseen"> (not an expected move)</span>}
    </span>
  );
}
