// The room's clock: the server's time, so that every board shows the same age for the same thing.
import { clockOffset } from "../../domain/board/liveness.ts";
import { settable, type Watched } from "../../ui/watched.ts";

export interface RoomClock {
  /** Milliseconds since 1970, moved on once a second. */
  now: Watched<number>;
  /** The instant itself, for a command. */
  read: () => number;
  /** The server has just said what time it is. */
  told: (instant: string) => void;
  stop: () => void;
}

export function createRoomClock(): RoomClock {
  const differences: number[] = [];
  const read = (): number => Date.now() + clockOffset(differences);
  const now = settable(read());
  const timer = setInterval(() => now.set(read()), 1000);
  return {
    now,
    read,
    told: (instant) => {
      differences.push(Date.parse(instant) - Date.now());
      if (differences.length > 30) differences.shift();
    },
    stop: () => clearInterval(timer),
  };
}
