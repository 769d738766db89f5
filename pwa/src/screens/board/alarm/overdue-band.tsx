import { clockTime } from "../../../domain/board/words.ts";
import type { Overdue } from "../../../sync/link.ts";

const WORDS: Record<Overdue[0], { title: string; act: string }> = {
  escalation: {
    title: "Alarms stand still",
    act: "No board will sound when a tasking is not received. Confirm every new tasking by voice until this line goes.",
  },
  push: {
    title: "Locked devices are not being woken",
    act: "A crew with the app put away may not notice a tasking. Confirm by voice where a unit is asleep.",
  },
};

/** Our own trouble, which would look like a quiet shift. It goes by itself when the server has caught up. */
export function OverdueBand({ overdue }: { overdue: readonly Overdue[] }) {
  return overdue.map(([what, since]) => (
    <section key={what} class={`call overdue-${what}`} role="alert">
      <p class="call-title">
        {WORDS[what].title} since <span class="mono">{clockTime(since)}</span>
      </p>
      <p class="call-job">{WORDS[what].act}</p>
    </section>
  ));
}
