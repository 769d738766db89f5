import { describe, expect, it } from "vitest";
import { createDesk, fitTo, openIncident, showUnit } from "../../src/screens/board/desk-state.ts";

function followed() {
  const desk = createDesk();
  showUnit(desk, "unit-CE1");
  desk.following.set(true);
  return desk;
}

describe("the map goes with a unit", () => {
  it("until ground is shown whole, which would else be left at once", () => {
    const desk = followed();
    fitTo(desk, [-0.1, 51.5, 0, 51.6]);
    expect(desk.following.get()).toBe(false);
  });

  it("until another place or another unit is looked at", () => {
    const desk = followed();
    openIncident(desk, "incident-1");
    expect(desk.following.get()).toBe(true);
    openIncident(desk, "incident-1", { lon: 0, lat: 51.5 });
    expect(desk.following.get()).toBe(false);
    desk.following.set(true);
    showUnit(desk, "unit-CE1", { lon: 0, lat: 51.5 });
    expect(desk.following.get()).toBe(true);
    showUnit(desk, "unit-CE2");
    expect(desk.following.get()).toBe(false);
  });
});
