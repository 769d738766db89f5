import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startAlarm } from "../../src/ui/alarm-sound.ts";
import { fakeLocks } from "../fakes/locks.ts";

const locks = () => {
  const { request } = fakeLocks();
  return { request: ((name: string, { signal }: LockOptions, work: () => unknown) => request(name, () => (signal?.aborted ? undefined : work()) as never)) as unknown as LockManager["request"] };
};
const turn = () => vi.advanceTimersByTimeAsync(600);

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

test("of two tabs one sounds, and the other goes on when that one is closed", async () => {
  const [shared, first, second] = [locks(), vi.fn(), vi.fn()];
  const stopFirst = startAlarm({ play: first, canPlay: () => true, locks: shared });
  const stopSecond = startAlarm({ play: second, canPlay: () => true, locks: shared });
  await turn();
  expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 0]);
  stopFirst();
  await turn();
  expect(second).toHaveBeenCalledOnce();
  stopSecond();
  await vi.advanceTimersByTimeAsync(20_000);
  expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 1]);
});

test("a tab that cannot be heard keeps nobody silent, and joins when it is touched", async () => {
  const shared = locks();
  let touched = false;
  const [mute, loud] = [vi.fn(), vi.fn()];
  startAlarm({ play: mute, canPlay: () => touched, locks: shared });
  const stop = startAlarm({ play: loud, canPlay: () => true, locks: shared });
  await turn();
  expect([mute.mock.calls.length, loud.mock.calls.length]).toEqual([0, 1]);
  touched = true;
  stop();
  await turn();
  expect(mute).toHaveBeenCalledOnce();
});
