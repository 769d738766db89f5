// What the control room told this crew to read on this duty, the newest first: what was read once may be needed again.
import type { NoticeOfCrew } from "../../domain/rows.ts";
import { clockTime } from "../../domain/times.ts";
import { useMarking } from "../../ui/marking.ts";
import { useView } from "../handset/context.ts";

export function NoticesPart() {
  const { handset } = useView();
  const read = (handset?.notices ?? []).filter(({ read_at }) => read_at).reverse();
  useMarking(read.length > 0 ? "OFFICIAL-SENSITIVE" : "OFFICIAL");
  if (read.length === 0) return null;
  return (
    <section class="card facts" aria-labelledby="notices">
      <h2 id="notices" class="notices-title">Messages</h2>
      <ul class="notices">{read.map((notice) => <Line key={notice.id} notice={notice} />)}</ul>
    </section>
  );
}

const Line = ({ notice }: { notice: NoticeOfCrew }) => (
  <li class={notice.is_urgent ? "notice-urgent" : ""}>
    <p class="notice-text">{notice.text}</p>
    <p class="soft">{notice.sent_by}, {clockTime(notice.told_at)}{notice.cad && `, on ${notice.cad}`}. Read by {notice.read_by}, {clockTime(notice.read_at!)}</p>
  </li>
);
