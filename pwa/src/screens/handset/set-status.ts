import type { Card } from "../../domain/rows.ts";
import { ownPlace } from "./place-now.ts";
import { useHandheld, useView } from "./context.ts";

/** Statuses that are about a job, when there is one. */
const aboutTheJob = new Set(["5", "6", "7", "8", "9"]);

/** Sets the crew's status, tied to the job that it is about, with the place where it was tapped. */
export function useSetStatus(): (code: string, card: Card | null) => void {
  const { device, locator } = useHandheld();
  const { handset } = useView();
  return (code, card) => {
    const place = ownPlace(locator.whereabouts.get(), null);
    const job = card ?? onlyAccepted(handset?.cards ?? []);
    void device.act("set_status", {
      status: code,
      ...(job && aboutTheJob.has(code) ? { tasking_id: job.id } : {}),
      ...(place ? { place } : {}),
    });
  };
}

function onlyAccepted(cards: Card[]): Card | null {
  const accepted = cards.filter(({ state }) => state === "acknowledged");
  return accepted.length === 1 ? (accepted[0] ?? null) : null;
}
