// Brings a surface's feeds up to date, whatever the socket lost, repeated or reversed: the next
// number is applied, anything else is fetched, and what cannot be fetched starts over.
import { ApiError } from "../api/errors.ts";
import type { FeedPage, Message } from "../domain/rows.ts";
import type { Frame } from "./link.ts";

export interface Cursor {
  epoch: string;
  seq: number;
}

/** What the receiver fills: a handset's store, or a board's picture in memory. */
export interface Picture {
  cursor: (feed: string) => Cursor | undefined;
  /** Applies messages that follow the cursor without a gap, and moves the cursor with them. */
  apply: (feed: string, messages: Message[]) => Promise<void> | void;
  /** Replaces everything by a new snapshot, cursors included. */
  startOver: (why: string) => Promise<void>;
  /** Called after messages are stored: this is what may be acknowledged. */
  stored?: () => void;
}

export interface FeedSource {
  page: (feed: string, after: Cursor) => Promise<FeedPage>;
}

export interface Receiver {
  /** A socket frame. */
  take: (frame: Frame) => Promise<void>;
  /** The last numbers that the server has; fetches the feeds that are behind. */
  heard: (feeds: Record<string, number>) => Promise<void>;
  /** Fetches everything after the cursor. */
  catchUp: (feed: string) => Promise<void>;
  startOver: (why: string) => Promise<void>;
}

export function createReceiver(picture: Picture, source: FeedSource): Receiver {
  // One thing at a time: two frames applied at once could move the cursor past a hole.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };

  async function take({ feed, epoch, messages }: Frame): Promise<void> {
    const cursor = picture.cursor(feed);
    if (!cursor) return;
    if (cursor.epoch !== epoch) return picture.startOver("another epoch");
    const fresh = following(messages, cursor.seq);
    if (fresh.length) await apply(feed, fresh);
    if (lastOf(messages) > (picture.cursor(feed)?.seq ?? 0)) await fetchAfter(feed);
  }

  async function apply(feed: string, messages: Message[]): Promise<void> {
    await picture.apply(feed, messages);
    picture.stored?.();
  }

  async function fetchAfter(feed: string): Promise<void> {
    for (;;) {
      const cursor = picture.cursor(feed);
      if (!cursor) return;
      const page = await pageOrNull(feed, cursor);
      if (!page || page.epoch !== cursor.epoch) return picture.startOver("another epoch");
      const fresh = following(page.messages, cursor.seq);
      if (fresh.length) await apply(feed, fresh);
      // A page that brings nothing while promising more would be asked for without end.
      if (!page.more || !fresh.length) return;
    }
  }

  async function pageOrNull(feed: string, cursor: Cursor): Promise<FeedPage | null> {
    try {
      return await source.page(feed, cursor);
    } catch (error) {
      if (error instanceof ApiError && (error.status === 410 || error.status === 404)) return null;
      throw error;
    }
  }

  return {
    take: (frame) => inTurn(() => take(frame)),
    heard: (feeds) => inTurn(async () => {
      for (const [feed, last] of Object.entries(feeds)) {
        const cursor = picture.cursor(feed);
        if (cursor && last > cursor.seq) await fetchAfter(feed);
      }
    }),
    catchUp: (feed) => inTurn(() => fetchAfter(feed)),
    startOver: (why) => inTurn(() => picture.startOver(why)),
  };
}

/** The messages that continue `seq` without a gap, in order; older ones are passed over. */
export function following(messages: Message[], seq: number): Message[] {
  const run: Message[] = [];
  for (const message of [...messages].sort((a, b) => a.seq - b.seq)) {
    if (message.seq === seq + run.length + 1) run.push(message);
  }
  return run;
}

const lastOf = (messages: Message[]): number => messages.reduce((last, { seq }) => Math.max(last, seq), 0);
