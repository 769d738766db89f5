// Is it dark outside? The sunrise equation, good to a few minutes: enough to choose a theme.
import type { Point } from "./place.ts";

const LONDON: Point = { lon: -0.1276, lat: 51.5072 };
const rad = (degrees: number): number => (degrees * Math.PI) / 180;

export function sunIsUp(at: Date, where: Point = LONDON): boolean {
  const days = at.getTime() / 86_400_000 - 10_957.5;
  const anomaly = rad(357.5291 + 0.98560028 * days);
  const centre = 1.9148 * Math.sin(anomaly) + 0.02 * Math.sin(2 * anomaly);
  const longitude = rad(centre + 282.9372 + 357.5291 + 0.98560028 * days);
  const declination = Math.asin(Math.sin(longitude) * Math.sin(rad(23.44)));
  const equation = 0.0053 * Math.sin(anomaly) - 0.0069 * Math.sin(2 * longitude);
  const hourAngle = 2 * Math.PI * (((days + 0.5 - equation + where.lon / 360) % 1) - 0.5);
  const height = Math.sin(rad(where.lat)) * Math.sin(declination) + Math.cos(rad(where.lat)) * Math.cos(declination) * Math.cos(hourAngle);
  return Math.asin(height) > rad(-0.83);
}
