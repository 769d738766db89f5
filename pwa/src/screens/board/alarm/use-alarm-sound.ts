import { useEffect } from "preact/hooks";
import { useWatched } from "../../../ui/watched.ts";
import { createAlarmSound, type SoundState, type Tune } from "./sound.ts";

const sound = createAlarmSound();

/** The board is gone from under a dispatcher who may be looking elsewhere: said once, and in the name of the tab. */
export function sayNoFeed(): void {
  sound.once("still");
  document.title = "NO LIVE FEED · Bluelamp";
}

/** Sounds for as long as somebody is waited for; says when the browser does not let it. An emergency sounds over a call, and a call over that alarms stand still. */
export function useAlarmSound(tune: Tune | null): SoundState {
  useEffect(() => {
    document.addEventListener("keydown", sound.allow);
    document.addEventListener("pointerdown", sound.allow);
    return () => {
      document.removeEventListener("keydown", sound.allow);
      document.removeEventListener("pointerdown", sound.allow);
      sound.stop();
    };
  }, []);
  useEffect(() => {
    if (tune) sound.start(tune);
    else sound.stop();
  }, [tune]);
  return useWatched(sound.state);
}
