/** Times, distances and bearings as the room says them. */

const london = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

const londonDay = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London",
  day: "2-digit",
  month: "short",
  year: "numeric",
});

/** Where a position comes from, in words. */
const SOURCES: Record<string, string> = { vehicle: "vehicle", radio: "radio", handset: "handset", companion: "companion app" };
export const sourceWords = (source: string): string => SOURCES[source] ?? source;

/** `14:03:07`, in Europe/London. */
export function clockTime(instant: string | number): string {
  return london.format(typeof instant === "string" ? Date.parse(instant) : instant);
}

/** `14:03`, in Europe/London. */
export function shortTime(instant: string | number): string {
  return clockTime(instant).slice(0, 5);
}

const londonMonth = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", month: "short", year: "numeric" });

/** `22 Nov 2026`, in Europe/London; `Nov 2026` where a source knows only the month. */
export function londonDate(instant: string | number): string {
  if (typeof instant === "string" && /^\d{4}-\d\d$/.test(instant)) return londonMonth.format(Date.parse(`${instant}-15T12:00:00Z`));
  return londonDay.format(typeof instant === "string" ? Date.parse(instant) : instant);
}

const two = (value: number): string => String(value).padStart(2, "0");

/** `04:02`, or `1:04:51` from the first hour, or `2 d 3 h` from the second day. */
export function stopwatch(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (hours >= 48) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`;
}

/** `48 s`, `12 min`, `3 h`: an age for reading at a glance. */
export function ageWords(seconds: number): string {
  if (seconds < 120) return `${Math.floor(seconds)} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** Seconds since `from`, as a rung shows them: `0.2 s`, `9.0 s`, `48 s`, `3 min`. */
export function rungSeconds(from: string, to: string): string {
  const seconds = Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
  return seconds < 10 ? `${seconds.toFixed(1)} s` : ageWords(seconds);
}

/** `90 m`, `1.2 km`, `14 km`. */
export function distanceWords(metres: number): string {
  if (metres < 1000) return `${Math.round(metres / 10) * 10} m`;
  return metres < 10_000 ? `${(metres / 1000).toFixed(1)} km` : `${Math.round(metres / 1000)} km`;
}

/** `±5 m`, `±1.8 km`; nothing where nobody tells. */
export function accuracyWords(metres: number | null): string {
  if (metres === null) return "";
  return `±${metres < 100 ? `${Math.ceil(metres)} m` : distanceWords(metres)}`;
}

const WINDS = ["N", "NE", "E", "SE", "S", "SW", "W", "NW"] as const;

/** The wind that a bearing in degrees is nearest to. */
export function windOf(bearing: number): string {
  return WINDS[Math.round((((bearing % 360) + 360) % 360) / 45) % 8] ?? "N";
}

/** `4521` of `4521/22NOV26`. */
export function cadNumber(cad: string): string {
  return cad.split("/")[0] ?? cad;
}

/** `1 unit`, `2 units`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}`;
}
