// The alarm's sound: its tones, over and over, until a controller has acknowledged or the cause is gone.
import { settable, type Watched } from "../../../ui/watched.ts";

/** Told apart by rhythm and by pitch: an emergency, a tasking that nobody answers, and that no such alarm would come, for the feed is dead or nobody works off what is due. */
export type Tune = "emergency" | "call" | "still";

const TONES_HZ: Record<Tune, readonly number[]> = { emergency: [988, 660, 988], call: [523, 523], still: [440, 370, 311] };
const TONE_S = 0.28;
// Nobody can acknowledge that alarms stand still: every minute says it again and lets people speak in between.
const EVERY_MS: Record<Tune, number> = { emergency: 1_400, call: 1_400, still: 60_000 };

export type SoundState = "off" | "sounding" | "blocked";

export interface AlarmSound {
  state: Watched<SoundState>;
  start: (tune: Tune) => void;
  /** A last word: nobody is here any more to go on. */
  once: (tune: Tune) => void;
  stop: () => void;
  /** A key or a click has just happened: the browser may now allow it. */
  allow: () => void;
}

function tone(context: AudioContext, hertz: number, at: number): void {
  const oscillator = context.createOscillator();
  const volume = context.createGain();
  oscillator.type = "square";
  oscillator.frequency.value = hertz;
  // Without a ramp each tone begins and ends with a click.
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.35, at + 0.02);
  volume.gain.setValueAtTime(0.35, at + TONE_S - 0.03);
  volume.gain.linearRampToValueAtTime(0, at + TONE_S);
  oscillator.connect(volume).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + TONE_S);
}

function tones(context: AudioContext, tune: Tune): void {
  for (const [index, hertz] of TONES_HZ[tune].entries()) tone(context, hertz, context.currentTime + index * TONE_S);
}

export function createAlarmSound(make: () => AudioContext = () => new AudioContext()): AlarmSound {
  const state = settable<SoundState>("off");
  let context: AudioContext | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;
  let tune: Tune = "emergency";

  function play(): void {
    if (!context) return;
    state.set(context.state === "running" ? "sounding" : "blocked");
    if (context.state === "running") tones(context, tune);
  }

  return {
    state,
    start: (wanted) => {
      const keepsTime = timer !== undefined && EVERY_MS[tune] === EVERY_MS[wanted];
      tune = wanted;
      if (keepsTime) return;
      clearInterval(timer);
      context ??= make();
      void context.resume().then(play, () => undefined);
      timer = setInterval(play, EVERY_MS[tune]);
      play();
    },
    once: (wanted) => {
      const here = (context ??= make());
      void here.resume().then(
        () => tones(here, wanted),
        () => undefined,
      );
    },
    stop: () => {
      clearInterval(timer);
      timer = undefined;
      state.set("off");
    },
    // A browser lets nothing sound before the person has touched the page; one touch early in the
    // shift is enough for the rest of it.
    allow: () => {
      if (context?.state === "running") return;
      context ??= make();
      void context.resume().then(
        () => {
          if (timer !== undefined) play();
        },
        () => undefined,
      );
    },
  };
}
