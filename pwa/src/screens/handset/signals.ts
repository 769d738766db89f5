// What the officer hears and what keeps the screen on, besides the alarms themselves.
import { useEffect, useRef } from "preact/hooks";
import { keepAwake } from "../../shell/wake-lock.ts";
import { sound } from "../../ui/sound.ts";
import { useWatched } from "../../ui/watched.ts";
import { useView } from "./context.ts";
import { route } from "./route.ts";

const LOST_AFTER_MS = 15_000;

export function useSignals(): void {
  const { link, needs, handset } = useView();
  const known = useRef(needs.length);
  const lost = link.kind === "dead";
  useEffect(() => {
    if (!lost) return;
    const telling = setTimeout(() => sound("contact-lost"), LOST_AFTER_MS);
    return () => clearTimeout(telling);
  }, [lost]);
  useEffect(() => {
    if (needs.length > known.current) sound("message");
    known.current = needs.length;
  }, [needs.length]);
  // A hazard area that is new to this crew is heard, whatever they look at.
  const zones = (handset?.zones ?? []).map(({ id }) => id).join();
  const knownZones = useRef(zones);
  useEffect(() => {
    const before = new Set(knownZones.current.split(","));
    if (zones.split(",").some((id) => id && !before.has(id))) sound("message");
    knownZones.current = zones;
  }, [zones]);
  const driving = handset?.unit?.status === "5";
  useEffect(() => { keepAwake(driving); }, [driving]);
}

/** A screen reader starts at the heading of the screen that was just opened. */
export function useHeadingFocus(): void {
  const where = useWatched(route);
  const first = useRef(true);
  useEffect(() => {
    if (first.current) first.current = false;
    else document.querySelector<HTMLElement>("main h1")?.focus();
  }, [where]);
}
