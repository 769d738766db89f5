import type { Card } from "../../domain/rows.ts";
import { choicesFrom, labelOf } from "../../domain/status.ts";
import { useView } from "../handset/context.ts";
import { useSetStatus } from "../handset/set-status.ts";
import { Sheet } from "../handset/sheet.tsx";
import "./status-sheet.css";

/** Any status in two taps: open, choose. The expected moves stand first; none is forbidden. */
export function StatusSheet({ card, onClose }: { card: Card | null; onClose: () => void }) {
  const { handset, codes } = useView();
  const setStatus = useSetStatus();
  const status = handset?.unit?.status ?? "";
  const { expected, other } = choicesFrom(status, codes);
  const choose = (code: string): void => {
    setStatus(code, card);
    onClose();
  };
  return (
    <Sheet title="Status" onClose={onClose}>
      <p class="soft">Now: {status} {labelOf(codes?.statuses, status)}</p>
      {!codes && <p class="note note-warn">The list of statuses has not reached this device yet.</p>}
      <StatusGrid title="Expected next" items={expected} onChoose={choose} />
      <StatusGrid title="Others" items={other} onChoose={choose} />
    </Sheet>
  );
}

function StatusGrid({ title, items, onChoose }: { title: string; items: { code: string; label: string }[]; onChoose: (code: string) => void }) {
  if (!items.length) return null;
  return (
    <section>
      <h3 class="sheet-title">{title}</h3>
      <div class="choices statuses">
        {items.map(({ code, label }) => (
          <button key={code} type="button" class="btn choice" onClick={() => onChoose(code)}><b class="mono">{code}</b><span>{label}</span></button>
        ))}
      </div>
    </section>
  );
}
