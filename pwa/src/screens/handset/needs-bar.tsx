import { useEffect, useState } from "preact/hooks";
import { useMarking } from "../../ui/marking.ts";
import { NeedsSheet } from "../sheets/sheets.ts";
import { useView } from "./context.ts";

/** What could not be done, or has to be asked: it stays until the officer has dealt with it. */
export function NeedsBar() {
  const { needs } = useView();
  const [open, setOpen] = useState(false);
  // A report that came back names whom it is about.
  useMarking(needs.some(({ kind }) => kind === "returned") ? "OFFICIAL-SENSITIVE" : "OFFICIAL");
  // An empty list closes itself; otherwise the next need would open over whatever is being done.
  useEffect(() => { if (!needs.length) setOpen(false); }, [needs.length]);
  if (!needs.length) return null;
  return (
    <>
      <button type="button" class="needs-bar" onClick={() => setOpen(true)}>
        <span>{needs.length === 1 ? "1 thing needs you" : `${needs.length} things need you`}</span>
        <span class="needs-first">{needs[needs.length - 1]?.sentence}</span>
      </button>
      {open && <NeedsSheet onClose={() => setOpen(false)} />}
    </>
  );
}
