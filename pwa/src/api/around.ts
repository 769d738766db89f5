import type { Around } from "../domain/rows.ts";
import { get } from "./client.ts";

/** Colleagues on the same jobs and close by, where the socket does not answer. */
export const whoIsAround = (): Promise<Around> => get<Around>("/api/handset/around");
