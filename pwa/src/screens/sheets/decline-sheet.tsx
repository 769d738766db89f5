import type { Card } from "../../domain/rows.ts";
import { useHandheld, useView } from "../handset/context.ts";
import { openDuty } from "../handset/route.ts";
import { Sheet } from "../handset/sheet.tsx";

/** Declining takes one further tap: the reason. */
export function DeclineSheet({ card, onClose }: { card: Card; onClose: () => void }) {
  const { device } = useHandheld();
  const { codes } = useView();
  function decline(reason: string): void {
    void device.act("decline_tasking", { tasking_id: card.id, reason });
    onClose();
    openDuty();
  }
  return (
    <Sheet title="Why can you not take it?" onClose={onClose}>
      <div class="choices choices-wide">
        {(codes?.decline_reasons ?? []).map(({ code, label }) => <button key={code} type="button" class="btn choice" onClick={() => decline(code)}>{label}</button>)}
      </div>
    </Sheet>
  );
}
