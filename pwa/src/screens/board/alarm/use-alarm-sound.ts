import { useEffect } from "preact/hooks";
import { useWatched } from "../../../ui/watched.ts";
import { createAlarmSound, type SoundState } from "./sound.ts";

const sound = createAlarmSound();

/** Sounds for as long as an emergency waits for somebody; says when the browser does not let it. */
export function useAlarmSound(waiting: boolean): SoundState {
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
    if (waiting) sound.start();
    else sound.stop();
  }, [waiting]);
  return useWatched(sound.state);
}
