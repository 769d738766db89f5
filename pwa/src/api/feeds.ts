import type { FeedPage } from "../domain/rows.ts";
import { get } from "./client.ts";

/** What follows a cursor. A crew's device names itself: its cursor is then a receipt for what came before. */
export const feedPage = (feed: string, after: { epoch: string; seq: number }, deviceId?: string): Promise<FeedPage> => {
  const asked = { epoch: after.epoch, after: String(after.seq), limit: "200", ...(deviceId ? { device_id: deviceId } : {}) };
  return get<FeedPage>(`/api/feeds/${feed}?${new URLSearchParams(asked)}`);
};
