import type { ComponentChildren } from "preact";
import type { SoundState } from "./sound.ts";

/** The press that sees to an alarm; the one on top names the keys that do the same. */
export function Answer({ first, onAnswer, class: look = "call-press", children }: { first: boolean; onAnswer: () => void; class?: string; children: ComponentChildren }) {
  return (
    <button type="button" class={look} onClick={onAnswer}>
      {children}{" "}
      {first && (
        <span class="key" aria-hidden="true">
          A or F9
        </span>
      )}
    </button>
  );
}

/** Said once, on top: a silent alarm must not pass for a quiet one. */
export function NoSoundYet({ first, sound }: { first: boolean; sound: SoundState }) {
  if (!first || sound !== "blocked") return null;
  return (
    <p class="alarm-sound">
      <b>No sound yet:</b> this browser allows it only after a key or a click. Press any key.
    </p>
  );
}
