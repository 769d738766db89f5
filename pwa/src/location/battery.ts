// How full the battery is. Only some browsers tell, and TypeScript's own list of the web's interfaces leaves it out for that.
interface Battery {
  level: number;
}

/** Asks once and reads it from then on: per cent, or null where nobody tells. */
export function watchBattery(from: { getBattery?: () => Promise<Battery> } = navigator as never): () => number | null {
  let battery: Battery | null = null;
  void from.getBattery?.().then((found) => { battery = found; }, () => undefined);
  return () => (battery ? Math.round(battery.level * 100) : null);
}
