// Distances and directions on the ground. Metres; degrees clockwise from north.

export interface Point {
  lon: number;
  lat: number;
}

const EARTH_M = 6_371_008.8;
const rad = (degrees: number): number => (degrees * Math.PI) / 180;

/** Great circle distance (haversine). */
export function distanceM(a: Point, b: Point): number {
  const dLat = rad(b.lat - a.lat);
  const dLon = rad(b.lon - a.lon);
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

export function bearing(from: Point, to: Point): number {
  const dLon = rad(to.lon - from.lon);
  const y = Math.sin(dLon) * Math.cos(rad(to.lat));
  const x = Math.cos(rad(from.lat)) * Math.sin(rad(to.lat)) - Math.sin(rad(from.lat)) * Math.cos(rad(to.lat)) * Math.cos(dLon);
  return ((Math.atan2(y, x) * 180) / Math.PI + 360) % 360;
}

const winds = ["N", "NE", "E", "SE", "S", "SW", "W", "NW"] as const;
const windNames: Record<string, string> = { N: "north", NE: "north-east", E: "east", SE: "south-east", S: "south", SW: "south-west", W: "west", NW: "north-west" };

export const wind = (degrees: number): string => winds[Math.round(degrees / 45) % 8] ?? "N";
export const windName = (degrees: number): string => windNames[wind(degrees)] ?? "north";

/** "40 m", "640 m", "1.2 km", "14 km": no more digits than can be trusted. */
export function distanceText(metres: number): string {
  if (metres < 995) return `${Math.max(10, Math.round(metres / 10) * 10)} m`;
  return metres < 9_950 ? `${(metres / 1000).toFixed(1)} km` : `${Math.round(metres / 1000)} km`;
}

/** The point that lies `metres` away in a direction; good enough for some kilometres. */
export function ahead(from: Point, metres: number, degrees: number): Point {
  const north = (metres * Math.cos(rad(degrees))) / EARTH_M;
  const east = (metres * Math.sin(rad(degrees))) / (EARTH_M * Math.cos(rad(from.lat)));
  return { lat: from.lat + (north * 180) / Math.PI, lon: from.lon + (east * 180) / Math.PI };
}

/** The postcode of an address stays in one line: half of it at a line's end is read as another place. */
export const unbroken = (address: string): string => address.replace(/(\d[A-Z]?) (\d[A-Z]{2})$/, "$1\u00a0$2");
