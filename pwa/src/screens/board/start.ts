// Makes the parts of a board for one sign-in, and takes them down again.
import { get } from "../../api/client.ts";
import { signOut } from "../../api/session.ts";
import type { Codes, Session } from "../../domain/rows.ts";
import type { BoardParts } from "./board-context.ts";
import { createDesk } from "./desk-state.ts";
import { openLine } from "./live.ts";
import { createPicture } from "./picture.ts";
import { podsWatched } from "./pods-watched.ts";
import { createRoomClock } from "./room-clock.ts";
import { createSender } from "./sending.ts";
import { createView } from "./view.ts";

export interface RunningBoard {
  parts: BoardParts;
  stop: () => void;
}

export const readCodes = (): Promise<Codes> => get<Codes>("/api/codes");

export function startBoard(session: Session, codes: Codes, onSignedOut: (how: { byOneself: boolean }) => void): RunningBoard {
  const clock = createRoomClock();
  let leaving = false;
  const desk = createDesk();
  const pods = podsWatched(session.officer.pod);
  const picture = createPicture({ pods: pods.get, onServerTime: clock.told });
  const line = openLine({ picture, clock, pods: pods.get });
  // While the line lives the feed tells what a command has done; when it does not, it is fetched.
  const onAnswered = (kind: string): void => {
    if (line.state.get().state !== "live") line.catchUp();
    // A marker changes the risk of places, and no feed carries that to a board.
    if (kind.endsWith("_place_marker")) desk.riskTurn.set(desk.riskTurn.get() + 1);
  };
  const sender = createSender({ now: clock.read, onAnswered });
  const view = createView(picture, clock, desk, codes);
  const leave = [
    pods.subscribe(line.podsChanged),
    line.state.subscribe(() => {
      if (line.state.get().signed_out) onSignedOut({ byOneself: leaving });
    }),
  ];

  function stop(): void {
    for (const one of leave) one();
    line.close();
    view.stop();
    clock.stop();
  }

  function leaveDesk(): void {
    // The socket may be told of it before we are answered.
    leaving = true;
    void signOut().finally(() => onSignedOut({ byOneself: true }));
  }

  return { parts: { session, codes, clock, picture, line, sender, desk, pods, view, signOut: leaveDesk }, stop };
}
