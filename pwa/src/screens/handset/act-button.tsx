import { labelOf, type NextAction } from "../../domain/status.ts";
import type { Card } from "../../domain/rows.ts";
import { useSettled } from "../../ui/settled.ts";
import { tell } from "../../ui/toast.tsx";
import { useHandheld, useView } from "./context.ts";
import { useSetStatus } from "./set-status.ts";

/** The one large next action. */
export function ActButton({ next, card, onResult }: { next: NextAction; card: Card | null; onResult: () => void }) {
  const { device } = useHandheld();
  const { codes, link } = useView();
  const setStatus = useSetStatus();
  const settled = useSettled(`${card?.id} ${next.kind === "status" ? next.code : next.kind}`);

  function act(): void {
    if (!settled()) return;
    if (next.kind === "result") return onResult();
    if (next.kind === "status") return setStatus(next.code, card);
    if (card) void device.act("accept_tasking", { tasking_id: card.id, brief_revision: card.brief_revision });
    tell(link.kind === "dead" ? "Not sent yet." : "Accepted.");
  }

  return (
    <button type="button" class="act" onClick={act}>
      {next.kind === "status" && <><span class="act-code">{next.code}</span> {labelOf(codes?.statuses, next.code)}</>}
      {next.kind === "accept" && "Accept"}
      {next.kind === "result" && "Result and close"}
    </button>
  );
}
