import { useEffect, useState } from "preact/hooks";
import { get } from "../../../api/client.ts";
import type { IncidentDetail } from "../../../domain/board/incident-detail.ts";
import type { Risk } from "../../../domain/rows.ts";
import { useBoard } from "../board-context.ts";
import { boardSentence } from "../board-sentence.ts";

/** How long a choice must rest before it is read. */
export const REST_MS = 120;

export type Reading =
  | { state: "reading" }
  | { state: "read"; risk: Risk | null; at: number }
  | { state: "failed"; sentence: string; again: () => void };

/**
 * Reads log and risk of the chosen incident once; the feed adds to the log from there. The risk comes by `GET`
 * only, so it is read again when the brief has changed.
 */
export function useIncidentDetail(id: string, brief: number): Reading {
  const { picture, clock } = useBoard();
  const [reading, setReading] = useState<Reading>({ state: "reading" });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let left = false;
    const read = (): void => void get<IncidentDetail>(`/api/incidents/${id}`).then(
      ({ incident, taskings, log, risk }) => {
        picture.addRows({ incidents: [incident], taskings });
        picture.addLog(id, log);
        if (!left) setReading({ state: "read", risk, at: clock.read() });
      },
      (error: unknown) => {
        if (!left) setReading({ state: "failed", sentence: boardSentence(error), again: () => setTurn(turn + 1) });
      },
    );
    // An arrow key that is held passes many incidents: only the one where it rests is read.
    const resting = setTimeout(read, REST_MS);
    return () => {
      left = true;
      clearTimeout(resting);
    };
  }, [id, brief, turn]);
  return reading;
}
