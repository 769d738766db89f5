// Every time is kept in UTC and shown as the clock on a London wall.
const zone = "Europe/London";
const clock = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat("en-GB", { timeZone: zone, day: "numeric", month: "short", year: "numeric" });
const shortDay = new Intl.DateTimeFormat("en-GB", { timeZone: zone, day: "numeric", month: "short" });

/** "14:03" */
export const clockTime = (instant: string): string => clock.format(new Date(instant));

/** "4 Sept 2026", for an instant or a plain date. */
export const dayOf = (date: string): string => day.format(new Date(date.length === 10 ? `${date}T12:00:00Z` : date));

/** "2026-09-04": the day in London, as a date field has it. */
export const londonDay = (now: number): string => new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(new Date(now));

/** "14:03", with the day before it when that is not today. */
export function whenText(instant: string, now: number): string {
  const date = new Date(instant);
  const today = day.format(date) === day.format(new Date(now));
  return today ? clock.format(date) : `${shortDay.format(date)} ${clock.format(date)}`;
}

/** Both times of an entry when they differ by more than a minute. */
export function bothTimes(occurredAt: string, receivedAt: string, now: number): { shown: string; received: string | null } {
  const late = receivedAt !== "" && Date.parse(receivedAt) - Date.parse(occurredAt) > 60_000;
  return { shown: whenText(occurredAt, now), received: late ? whenText(receivedAt, now) : null };
}

/** Time against a target: "6 min left", "4 min over", "under a minute left". */
export function leftText(attendBy: string, now: number): { text: string; over: boolean } {
  const ms = Date.parse(attendBy) - now;
  const over = ms < 0;
  const minutes = Math.floor(Math.abs(ms) / 60_000);
  const amount = minutes < 1 ? "under a minute" : minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
  return { text: `${amount} ${over ? "over" : "left"}`, over };
}

/** "15 min", "60 min", "48 h" */
export const targetText = (seconds: number): string => (seconds <= 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`);
