import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Locator } from "../../location/watch.ts";
import type { Device } from "../../sync/device.ts";
import type { View } from "../../sync/kept.ts";
import { useWatched } from "../../ui/watched.ts";

export interface Handheld {
  device: Device;
  locator: Locator;
}

export const HandheldContext = createContext<Handheld | null>(null);

export function useHandheld(): Handheld {
  const held = useContext(HandheldContext);
  if (!held) throw new Error("a screen outside of the handset");
  return held;
}

export const useView = (): View => useWatched(useHandheld().device.view);
