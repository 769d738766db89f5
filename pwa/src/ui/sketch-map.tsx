import "./sketch-map.css";

/**
 * Where it is from here, drawn without tiles or WebGL: north is up, rings say how far.
 * `east` and `north` are the metres from the officer to the incident.
 */
export function SketchMap({ east, north, label, accuracyM }: { east: number; north: number; label: string; accuracyM: number | null }) {
  const far = Math.hypot(east, north);
  const ring = niceRing(far);
  const scale = 50 / Math.max(far, ring, 1);
  const x = 180 + Math.max(-160, Math.min(160, east * scale));
  const y = 84 - north * scale;
  return (
    <svg class="sketch" viewBox="0 0 360 156" role="img" aria-label={label} preserveAspectRatio="xMidYMid meet">
      <path class="sketch-grid" d="M180-200v600M-400 78H800" />
      <circle class="sketch-ring" cx="180" cy="84" r={ring * scale} />
      <text class="sketch-word" x="184" y={84 - ring * scale + 14}>{ring >= 1000 ? `${ring / 1000} km` : `${ring} m`}</text>
      {/* In the corner: the place itself may lie straight to the north. */}
      <text class="sketch-word" x="12" y="22">↑ N</text>
      <line class="sketch-way" x1="180" y1="84" x2={x} y2={y} />
      {accuracyM !== null && <circle class="sketch-doubt" cx="180" cy="84" r={Math.min(50, Math.max(9, accuracyM * scale))} />}
      <circle class="sketch-own" cx="180" cy="84" r="6" />
      <g transform={`translate(${x} ${y})`}><path class="sketch-pin" d="M0 0-8-15a9 9 0 1 1 16 0z" /></g>
    </svg>
  );
}

/** The largest round distance that still fits inside the way. */
export function niceRing(metres: number): number {
  const steps = [25, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000];
  return [...steps].reverse().find((step) => step <= metres) ?? 25;
}
