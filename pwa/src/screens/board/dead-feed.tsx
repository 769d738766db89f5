import { clockTime, stopwatch } from "../../domain/board/words.ts";
import { useWatched } from "../../ui/watched.ts";
import { useBoard } from "./board-context.ts";
import "./dead-feed.css";

/** A feed that died must never look like a quiet shift. */
export function DeadFeed() {
  const { line } = useBoard();
  const state = useWatched(line.state);
  if (state.state !== "dead") return null;
  return (
    <section class="dead-feed" aria-label="The live feed is dead">
      <p class="dead-title" role="alert">
        No live feed{state.heard_at !== null && ` since ${clockTime(state.heard_at)}`}
      </p>
      <p class="dead-words">
        {state.heard_at === null
          ? "This board has no picture from the server yet. What it shows cannot be relied on."
          : `What you see is as it was at ${clockTime(state.heard_at)}. Statuses, positions and new incidents are missing since then.`}{" "}
        Work by voice. It keeps trying by itself.
      </p>
      <p class="dead-clock mono" aria-hidden="true">
        {stopwatch(state.age_ms)}
      </p>
    </section>
  );
}
