// A field for a day and a time holds the clock on a London wall, whatever zone this computer is set to.

const parts = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
});
const HOUR_MS = 3_600_000;

/** "2026-06-04T14:03:00": an instant as the field has it. */
export function toLondonField(instant: string | number): string {
  const told = Object.fromEntries(parts.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
  return `${told["year"]}-${told["month"]}-${told["day"]}T${told["hour"]}:${told["minute"]}:${told["second"]}`;
}

/**
 * The instant that a field means, or null for an empty or broken one. In the hour that comes twice in October the first one, or for the
 * end of a stretch the second, so that nothing is left out; in the one that is left out in March the clock has gone on.
 */
export function fromLondonField(field: string, end = false): string | null {
  const asUtc = Date.parse(`${field}Z`);
  if (Number.isNaN(asUtc)) return null;
  const written = new Date(asUtc).toISOString().slice(0, 19);
  const fitting = [asUtc - HOUR_MS, asUtc].filter((at) => toLondonField(at) === written);
  return new Date((end ? fitting.at(-1) : fitting[0]) ?? asUtc).toISOString();
}
