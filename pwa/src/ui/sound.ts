// Four signals that differ in rhythm and in pitch, so that they are told apart in a loud car.
// A page may only sound after a tap: going on duty is that tap.
export type Earcon = "immediate" | "routine" | "message" | "urgent-message" | "contact-lost";

/** Pairs of pitch (Hz) and length (s); a pitch of 0 is a rest. */
const tunes: Record<Earcon, [pitch: number, length: number][]> = {
  immediate: [[1175, 0.09], [0, 0.04], [1175, 0.09], [0, 0.04], [1568, 0.28], [0, 0.12], [1175, 0.09], [0, 0.04], [1175, 0.09], [0, 0.04], [1568, 0.28]],
  routine: [[659, 0.2], [0, 0.12], [880, 0.34]],
  message: [[988, 0.12]],
  "urgent-message": [[988, 0.12], [0, 0.08], [988, 0.12], [0, 0.08], [784, 0.3]],
  "contact-lost": [[523, 0.25], [0, 0.05], [392, 0.25], [0, 0.05], [294, 0.45]],
};

const buzz: Record<Earcon, number[]> = {
  immediate: [300, 80, 300, 80, 600],
  routine: [200, 120, 200],
  message: [120],
  "urgent-message": [120, 80, 120, 80, 300],
  "contact-lost": [500],
};

let audio: AudioContext | undefined;

/** Call from a tap. */
export function enableSound(): void {
  audio ??= typeof AudioContext === "undefined" ? undefined : new AudioContext();
  void audio?.resume();
}

export const soundEnabled = (): boolean => audio?.state === "running";

export function sound(earcon: Earcon): void {
  // A page that nobody has touched yet may not buzz, and the browser calls the attempt an error.
  if (navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.(buzz[earcon]);
  if (!audio) return;
  let at = audio.currentTime + 0.02;
  for (const [pitch, length] of tunes[earcon]) {
    if (pitch) tone(audio, pitch, at, length);
    at += length;
  }
}

function tone(context: AudioContext, pitch: number, at: number, length: number): void {
  const voice = context.createOscillator();
  const level = context.createGain();
  voice.type = "triangle";
  voice.frequency.value = pitch;
  // A hard start clicks; four milliseconds of rise do not.
  level.gain.setValueAtTime(0, at);
  level.gain.linearRampToValueAtTime(0.9, at + 0.004);
  level.gain.setTargetAtTime(0, at + length - 0.02, 0.008);
  voice.connect(level).connect(context.destination);
  voice.start(at);
  voice.stop(at + length + 0.05);
}
