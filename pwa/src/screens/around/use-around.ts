import { useEffect, useState } from "preact/hooks";
import { carApart, partnersApart, type Placed, type Surroundings } from "../../domain/around.ts";
import { driftOf } from "../../domain/board/codes.ts";
import { distanceM } from "../../domain/place.ts";
import type { Around, Card } from "../../domain/rows.ts";
import { eachZone } from "../../domain/zones.ts";
import { useTick } from "../../ui/tick.ts";
import { useWatched } from "../../ui/watched.ts";
import { useHandheld, useView } from "../handset/context.ts";
import { useOwnPlace } from "../handset/place-now.ts";

const EVERY_MS = 5_000;

export interface Heard {
  around: Around | null;
  failed: boolean;
}

/** Who is around, asked for as long as somebody looks. */
function useAround(): Heard {
  const { device } = useHandheld();
  const [heard, setHeard] = useState<Heard>({ around: null, failed: false });
  useEffect(() => {
    let left = false;
    const look = (): void => {
      if (document.visibilityState !== "visible") return;
      // What was told before stays, with its growing age: a gap of the link is no empty street.
      device.around().then(
        (around) => { if (!left) setHeard({ around, failed: false }); },
        () => { if (!left) setHeard((before) => ({ ...before, failed: true })); },
      );
    };
    look();
    const timer = setInterval(look, EVERY_MS);
    return () => { left = true; clearInterval(timer); };
  }, [device]);
  return heard;
}

/** Everything that the map shows, as it is this second. The job that is looked at comes first. */
export function useSurroundings(card: Card | null): Heard & { seen: Surroundings } {
  const { handset, codes } = useView();
  const isMine = useWatched(useHandheld().locator.whereabouts).kind === "fixed";
  const own: Placed | null = useOwnPlace();
  const now = useTick();
  const heard = useAround();
  const unitAt = heard.around?.own ?? handset?.position ?? null;
  const from = own ?? card?.incident;
  const far = (one: { lon: number; lat: number }): number => (from ? distanceM(from, one) : 0);
  const drifting = <Row extends object>(one: Row, kind: string): Row & { drift_mps: number } => ({ ...one, drift_mps: driftOf(codes ?? {}, kind) });
  const car = carApart(isMine ? own : null, unitAt, now);
  const seen: Surroundings = {
    own: own && !isMine ? drifting(own, handset?.unit?.kind ?? "") : own,
    isMine,
    car: car && drifting(car, handset?.unit?.kind ?? ""),
    partners: partnersApart(unitAt, handset?.officer, isMine && own?.source !== "vehicle", now),
    unit: handset?.unit ?? null,
    cards: [...(card ? [card] : []), ...(handset?.cards ?? []).filter(({ id }) => id !== card?.id)],
    colleagues: (heard.around?.units ?? []).map((one) => drifting(one, one.kind)).sort((a, b) => Number(b.same_job) - Number(a.same_job) || far(a) - far(b)),
    zones: eachZone(handset?.zones, now),
    codes: codes ?? null,
    now,
  };
  return { ...heard, seen };
}
