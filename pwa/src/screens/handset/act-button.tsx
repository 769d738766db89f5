import type { NextAction } from "../../domain/status.ts";
import { labelOf } from "../../domain/status.ts";
import type { Card } from "../../domain/rows.ts";
import { tell } from "../../ui/toast.tsx";
import { useHandheld, useView } from "./context.ts";
import { useSetStatus } from "./set-status.ts";

/** The one large next action. */
export function ActButton({ next, card, onResult }: { next: NextAction; card: Card | null; onResult: () => void }) {
  const { device } = useHandheld();
  const { codes } = useView();
  const setStatus = useSetStatus();
  if (next.kind === "result") return <button type="button" class="act" onClick={onResult}>Result and close</button>;
  if (next.kind === "status") {
    return <button type="button" class="act" onClick={() => setStatus(next.code, card)}><span class="act-code">{next.code}</span> {labelOf(codes?.statuses, next.code)}</button>;
  }
  function accept(): void {
    if (!card) return;
    void device.act("accept_tasking", { tasking_id: card.id });
    tell("Accepted.");
  }
  return <button type="button" class="act" onClick={accept}>Accept</button>;
}
