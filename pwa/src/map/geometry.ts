/** Distances and bearings on the ground, good to a fraction of a per cent at the size of a city. */

export interface Place {
  lon: number;
  lat: number;
}

const METRES_PER_DEGREE = 111_195;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Metres east and north of `from`. */
export function offsetMetres(from: Place, to: Place): { east: number; north: number } {
  const shrink = Math.cos(radians((from.lat + to.lat) / 2));
  return {
    east: (to.lon - from.lon) * METRES_PER_DEGREE * shrink,
    north: (to.lat - from.lat) * METRES_PER_DEGREE,
  };
}

export function distanceMetres(from: Place, to: Place): number {
  const { east, north } = offsetMetres(from, to);
  return Math.hypot(east, north);
}

/** Degrees clockwise from north, 0 to 360. */
export function bearingDegrees(from: Place, to: Place): number {
  const { east, north } = offsetMetres(from, to);
  return (Math.atan2(east, north) * (180 / Math.PI) + 360) % 360;
}

/** How many metres of ground are one pixel of the map; its tiles are 512 wide. */
export const metresAPixel = (zoom: number, lat: number): number => (METRES_PER_DEGREE * 360 * Math.cos(radians(lat))) / (512 * 2 ** zoom);

/** A ring of points around a place, closed, for drawing a disc of that many metres. */
export function discRing(centre: Place, radius_m: number, corners = 40): [number, number][] {
  const shrink = Math.cos(radians(centre.lat));
  return Array.from({ length: corners + 1 }, (_, index) => {
    const angle = (index * 2 * Math.PI) / corners;
    return [centre.lon + (radius_m * Math.sin(angle)) / (METRES_PER_DEGREE * shrink), centre.lat + (radius_m * Math.cos(angle)) / METRES_PER_DEGREE];
  });
}

export type Bounds = [west: number, south: number, east: number, north: number];

/** The box around all places, or null when there is none. */
export function boundsOf(places: readonly Place[]): Bounds | null {
  if (places.length === 0) return null;
  const lons = places.map((place) => place.lon);
  const lats = places.map((place) => place.lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}
