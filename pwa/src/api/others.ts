import type { OthersGoing } from "../domain/others.ts";
import type { Id } from "../domain/rows.ts";
import { get } from "./client.ts";

/** Who else is going to one's own job, and when they may be there. */
export const othersGoing = (tasking: Id): Promise<OthersGoing> => get<OthersGoing>(`/api/handset/taskings/${tasking}/others`);
