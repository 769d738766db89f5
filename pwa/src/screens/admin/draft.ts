// A list of rows that somebody changes and then saves as a whole, with the version that it was read in.
import { useState } from "preact/hooks";
import { ApiError, sentenceFor } from "../../api/errors.ts";

export interface Draft<Row> {
  rows: readonly Row[];
  isChanged: boolean;
  wrong: string;
  said: string;
  change: (rows: readonly Row[]) => void;
  undo: () => void;
  save: () => Promise<void>;
}

interface Held<Row> {
  version: number;
  items: readonly Row[];
}

/** `found` is asked for again every few seconds; what is being changed stays as it is until it is saved or undone. */
export function useDraft<Row>(found: Held<Row> | null, send: (version: number, rows: readonly Row[]) => Promise<void>, look: () => Promise<void>): Draft<Row> {
  const [draft, setDraft] = useState<{ version: number; rows: readonly Row[] } | null>(null);
  const [wrong, setWrong] = useState("");
  const [said, setSaid] = useState("");
  const told = (nothing: string): void => { setWrong(nothing); setSaid(""); };

  return {
    rows: draft?.rows ?? found?.items ?? [],
    isChanged: draft !== null,
    wrong,
    said,
    change: (rows) => { told(""); setDraft({ version: draft?.version ?? found?.version ?? 0, rows }); },
    undo: () => { told(""); setDraft(null); },
    save: async () => {
      if (!draft) return;
      try {
        await send(draft.version, draft.rows);
        await look();
        setDraft(null);
        setWrong("");
        setSaid("Holds from now on.");
      } catch (error) {
        told(error instanceof ApiError && error.status === 422 ? wordsOf(error) : sentenceFor(error));
      }
    },
  };
}

/** What the server says of each field, or the sentence that it has for all of them. */
const wordsOf = ({ message, details }: ApiError): string => (Object.keys(details).some((field) => field !== "items" && field !== "version") ? Object.values(details).flat().join(" ") : message);
