import type { Warned } from "../../domain/lookup.ts";

/** Warnings as words, worst first; what is past its review says so and is never left out. Spans, for most stand in a button, whose name they begin. */
export function Markers({ markers, empty }: { markers: Warned[]; empty?: string }) {
  if (!markers.length) return empty ? <span class="soft">{empty}</span> : null;
  return (
    <span class="warned">
      {markers.map(({ code, label, severity, historic }) => (
        <span key={`${code}${historic}`} class={`warned-${historic ? "historic" : severity}`}>{label}{historic && " (historic)"}<span class="unseen">, </span></span>
      ))}
    </span>
  );
}
