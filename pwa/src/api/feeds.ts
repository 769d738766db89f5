import type { FeedPage } from "../domain/rows.ts";
import { get } from "./client.ts";

export const feedPage = (feed: string, after: { epoch: string; seq: number }): Promise<FeedPage> =>
  get<FeedPage>(`/api/feeds/${feed}?${new URLSearchParams({ epoch: after.epoch, after: String(after.seq), limit: "200" })}`);
