// What the control room tells a crew to read: messages, as the screens call them.
import type { NoticeOfCrew } from "./rows.ts";

export function withNotice<N extends NoticeOfCrew>(held: readonly N[], told: N): N[] {
  const before = held.find(({ id }) => id === told.id);
  if (before && before.revision > told.revision) return [...held];
  const rest = held.filter(({ id }) => id !== told.id);
  return told.ended_at ? rest : [...rest, told];
}

/** What nobody of the crew has read: urgent ones first, then in the order of telling. */
export const unread = (notices: readonly NoticeOfCrew[] | undefined): NoticeOfCrew[] =>
  (notices ?? []).filter(({ read_at }) => !read_at).sort((a, b) => Number(b.is_urgent) - Number(a.is_urgent) || a.told_at.localeCompare(b.told_at));
