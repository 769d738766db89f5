import type { Command, Waiting } from "../../src/domain/commands.ts";
import { at } from "./rows.ts";

let n = 0;

export const waiting = (command: Command, change: Partial<Waiting> = {}): Waiting =>
  ({ ...command, n: ++n, id: `c${n}`, occurredAt: at(10), state: "waiting", tapped: { page: "page", at: 0 }, ...change }) as Waiting;

export const toStatus = (status: string, change: Partial<Waiting> = {}): Waiting => waiting({ kind: "set_status", fields: { status } }, change);
