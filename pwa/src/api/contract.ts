// Holds our rows against the server's own OpenAPI document: when the two drift apart, this file no
// longer compiles. `npm run types` makes schema.ts from openapi.json.
import type * as rows from "../domain/rows.ts";
import type * as lookup from "../domain/lookup.ts";
import type { AlertsTold } from "../domain/wakeups.ts";
import type { components } from "./schema.ts";

type Told = components["schemas"];

/** Our narrower words ("assigned" | "acknowledged") as the document knows them: text. */
type Widened<T> = T extends string ? string : T extends (infer Item)[] ? Widened<Item>[] : T extends object ? { [K in keyof T]: Widened<T[K]> } : T;

/** Everything that we read must be told, with the same type. The server may tell more. */
type Reads<Server, Ours> = Server extends Widened<Ours> ? true : { drift: [Server, Ours] };

type Holds<_Checks extends true[]> = true;

export type Contract = Holds<[
  Reads<Told["Person"], rows.Officer>,
  Reads<Told["SignedInAs"], rows.Session>,
  Reads<Told["DemoAccount"], rows.DemoAccount>,
  Reads<Told["Unit"], rows.Unit>,
  Reads<Told["Position"], rows.Position>,
  Reads<Told["Incident"], rows.Incident>,
  Reads<Told["Tasking"], rows.Tasking>,
  Reads<Told["Risk"], rows.Risk>,
  Reads<Told["LogEntry"], rows.LogEntry>,
  Reads<Told["Card"], rows.Card>,
  Reads<Told["Thrive"], rows.Thrive>,
  Reads<Told["Report"], rows.Report>,
  Reads<Told["Emergency"], rows.Emergency>,
  Reads<Told["Around"], rows.Around>,
  Reads<Told["ZoneTold"], rows.ZoneTold>,
  Reads<Omit<Told["Duty"], "dropped_skills">, Omit<rows.Duty, "dropped_skills">>,
  Reads<Omit<Told["Handset"], "duty">, Omit<rows.HandsetSnapshot, "duty">>,
  Reads<Told["FeedPage"], rows.FeedPage>,
  Reads<Required<Told["Answer"]>, rows.CommandAnswer>,
  Reads<Told["Lists"], rows.Codes>,
  Reads<Told["Choices"], rows.BookOnChoices>,
  Reads<Told["Alerts"], AlertsTold>,
  Reads<Told["LookedUp"], lookup.LookedUp>,
  Reads<Told["OpenedRecord"], lookup.OpenedRecord>,
  Reads<Told["KnownOfCall"], lookup.KnownOfCall>,
]>;
