import { useEffect, useState } from "preact/hooks";
import { get } from "../../../api/client.ts";
import { ApiError } from "../../../api/errors.ts";
import type { IncidentDetail } from "../../../domain/board/incident-detail.ts";
import type { Receipt, Risk } from "../../../domain/rows.ts";
import { useWatched } from "../../../ui/watched.ts";
import { useBoard } from "../board-context.ts";
import { boardSentence } from "../board-sentence.ts";

/** How long a choice must rest before it is read. */
export const REST_MS = 120;

export type Reading =
  { state: "reading" } | { state: "read"; risk: Risk | null; caller: string | null; receipts: Receipt[]; at: number } | { state: "failed"; sentence: string; again: () => void; mayPass: boolean };

/** No feed tells of an incident of a pod that is not watched: it is read again this often while it is open here. */
const UNFOLLOWED_MS = 5_000;
/** What failed for want of a server is tried again by itself, this often while the feed lives. */
const FAILED_MS = 1_000;
/** Entries that are counted but not here are on their way; after this they are fetched. */
const MISSING_MS = 2_000;

export interface Opened {
  id: string;
  /** The risk comes by `GET` only, so it is read again when the brief has changed. */
  brief: number;
  /** How often the checklist was answered. */
  told: number;
  followed: boolean;
  /** How many entries the incident has that are not here. */
  missing: number;
}

/** Reads log and risk of the chosen incident once; the feed adds to the log from there. */
export function useIncidentDetail({ id, brief, told, followed, missing }: Opened): Reading {
  const { picture, clock, desk, line } = useBoard();
  const riskTurn = useWatched(desk.riskTurn);
  const [reading, setReading] = useState<Reading>({ state: "reading" });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let left = false;
    const read = (): void =>
      void get<IncidentDetail>(`/api/incidents/${id}`).then(
        ({ incident, taskings, receipts, log, risk, thrive, caller_number }) => {
          picture.addRows({ incidents: [incident], taskings, thrive: thrive ?? [] });
          picture.addLog(id, log);
          if (!left) setReading({ state: "read", risk, caller: caller_number ?? null, receipts: receipts ?? [], at: clock.read() });
        },
        (error: unknown) => {
          if (!left) setReading({ state: "failed", sentence: boardSentence(error), again: () => setTurn(turn + 1), mayPass: mayPass(error) });
        },
      );
    // An arrow key that is held passes many incidents: only the one where it rests is read.
    const resting = setTimeout(read, REST_MS);
    return () => {
      left = true;
      clearTimeout(resting);
    };
  }, [id, brief, told, turn, riskTurn]);

  const again = !followed ? UNFOLLOWED_MS : missing > 0 ? MISSING_MS : null;
  useEffect(() => {
    if (again === null || reading.state !== "read") return;
    const timer = setTimeout(() => setTurn(turn + 1), again);
    return () => clearTimeout(timer);
  }, [again, missing, turn, reading.state]);

  const failed = reading.state === "failed" && reading.mayPass;
  useEffect(() => {
    if (!failed) return;
    const timer = setInterval(() => { if (line.state.get().state === "live") setTurn(turn + 1); }, FAILED_MS);
    return () => clearInterval(timer);
  }, [failed, reading]);
  return reading;
}

// A "no" of the server will be the same in a second; silence and a server in trouble will not.
const mayPass = (error: unknown): boolean => !(error instanceof ApiError) || error.status >= 500;
