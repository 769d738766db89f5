import { useTick } from "./tick.ts";

/** "2 s", "4 min", "3 h 10 min", "2 days": how long ago, in as few characters as stay clear. */
export function ageText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} days`;
}

/** An age that keeps itself true. `since` is an instant or milliseconds since 1970. */
export function Age({ since, suffix = "" }: { since: string | number; suffix?: string }) {
  const now = useTick();
  const then = typeof since === "number" ? since : Date.parse(since);
  return <span>{ageText(now - then)}{suffix}</span>;
}
