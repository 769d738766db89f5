// The clock on a London wall in a field, whatever zone the computer has; the two nights on which the clock changes.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fromLondonField, toLondonField } from "../../src/domain/london-field.ts";

describe.each(["Europe/London", "America/Los_Angeles", "Asia/Kathmandu"])("on a computer in %s", (zone) => {
  let before: string | undefined;
  beforeEach(() => { before = process.env["TZ"]; process.env["TZ"] = zone; });
  afterEach(() => { process.env["TZ"] = before; });

  test.each([
    ["2026-06-04T14:03:00", "2026-06-04T13:03:00.000Z"],
    ["2026-06-04T00:30", "2026-06-03T23:30:00.000Z"],
    ["2026-12-24T14:03:05", "2026-12-24T14:03:05.000Z"],
  ])("%s is an instant and back", (field, instant) => {
    expect(fromLondonField(field)).toBe(instant);
    expect(toLondonField(instant)).toBe(field.padEnd(19, ":00"));
  });

  test("the hour that comes twice begins with the first and ends with the second", () => {
    expect(fromLondonField("2026-10-25T01:30")).toBe("2026-10-25T00:30:00.000Z");
    expect(fromLondonField("2026-10-25T01:30", true)).toBe("2026-10-25T01:30:00.000Z");
    expect([toLondonField("2026-10-25T00:30:00Z"), toLondonField("2026-10-25T01:30:00Z")]).toEqual(["2026-10-25T01:30:00", "2026-10-25T01:30:00"]);
  });

  test("in the hour that is left out the clock has gone on", () => {
    expect(toLondonField(fromLondonField("2026-03-29T01:30") ?? "")).toBe("2026-03-29T02:30:00");
  });

  test("what is empty or broken is no instant", () => {
    expect(["", "yesterday", "2026-13-01T00:00"].map((field) => fromLondonField(field))).toEqual([null, null, null]);
  });
});
