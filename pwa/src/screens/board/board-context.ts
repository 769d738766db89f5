import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Codes, Session } from "../../domain/rows.ts";
import type { Watched } from "../../ui/watched.ts";
import type { View } from "./view.ts";
import type { DeskState } from "./desk-state.ts";
import type { LiveLine } from "./live.ts";
import type { BoardPicture } from "./picture.ts";
import type { Pods } from "./pods-watched.ts";
import type { RoomClock } from "./room-clock.ts";
import type { Sender } from "./sending.ts";
import type { Settable } from "../../ui/watched.ts";

/** Everything that a part of the board may need, made once per sign-in. */
export interface BoardParts {
  session: Session;
  codes: Codes;
  clock: RoomClock;
  picture: BoardPicture;
  line: LiveLine;
  sender: Sender;
  desk: DeskState;
  pods: Settable<Pods>;
  view: Watched<View>;
  signOut: () => void;
}

const Context = createContext<BoardParts | null>(null);

export const BoardProvider = Context.Provider;

export function useBoard(): BoardParts {
  const parts = useContext(Context);
  if (!parts) throw new Error("outside of the board");
  return parts;
}
