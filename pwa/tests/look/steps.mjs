// The officer's way through a duty, screen by screen.
export async function steps({ page, room, origin, show }) {
  // An alarm that has just come up takes no tap: a finger may have been on its way to something else.
  async function openAlarm(what) {
    const alarm = page.locator("dialog.alarm", { hasText: what });
    await alarm.waitFor();
    await page.waitForTimeout(700);
    await alarm.getByRole("button", { name: "Open and read" }).click();
    await alarm.waitFor({ state: "detached" });
  }
  const button = (name) => page.getByRole("button", { name });
  // The same holds for the one large action when it changes under the finger.
  async function act(name) {
    await button(name).waitFor();
    await page.waitForTimeout(700);
    await button(name).click();
  }

  room.signedIn = false;
  await page.goto(`${origin}/`);
  await page.getByText("PC Amira Holt").waitFor();
  await show("01-sign-in");
  await button("Sign in").click();
  await page.getByText("There is a problem").waitFor();
  await show("02-sign-in-wrong");
  await page.getByText("PC Amira Holt").click();
  await button("Sign in").click();

  await page.getByRole("heading", { name: "Go on duty" }).waitFor();
  await page.getByLabel("Callsign").first().fill("CE2");
  await show("03-book-on");
  await button(/^CE21/).click();
  await page.getByLabel("Vehicle").selectOption("BX26 MDE");
  await show("04-book-on-chosen");
  await button("Go on duty as CE21").click();
  await page.getByRole("heading", { name: /nothing for you/ }).waitFor();
  await page.getByText("±8 m").waitFor();
  await show("05-duty-calm");

  const card = room.task();
  await page.getByRole("heading", { name: "New tasking" }).waitFor();
  await show("06-alarm");
  await page.waitForTimeout(700);
  await page.getByRole("button", { name: "Accept", exact: true }).click();
  await page.getByRole("heading", { name: /smashing up flat/ }).waitFor();
  await show("07-tasking");
  await page.evaluate(() => document.querySelectorAll(".pane-rest, html").forEach((pane) => pane.scrollTo(0, 100_000)));
  await show("08-tasking-end");
  await button("I have read this").click();
  await page.getByText("You read this at").waitFor();
  await act(/5 En route/);
  await button(/6 At scene/).waitFor();
  await page.evaluate(() => document.querySelectorAll(".pane, html").forEach((pane) => pane.scrollTo(0, 0)));
  await show("09-en-route");
  await button("Status").click();
  await show("10-status-sheet");
  await page.getByRole("button", { name: "Close", exact: true }).click();
  await button("More").click();
  await show("11-more");
  await button("Add to the log").last().click();
  await page.getByLabel("What happened").fill("Male detained, child safe with her mother.");
  await show("12-note");
  await button("Add").last().click();

  Object.assign(card, { brief_revision: 2 });
  Object.assign(card.incident, { revision: 9, grade: "S", address: "Flat 21, Harrow House, Roman Road", brief_revision: 2 });
  card.incident.arrived_at = null;
  room.tellCard(card);
  await page.getByRole("heading", { name: "Changed: read it again" }).waitFor();
  await show("13-alarm-changed");
  await openAlarm(/smashing up flat/);
  await show("14-changed");
  await button("I have read the change").click();

  await act(/6 At scene/);
  await act("Result and close");
  await page.locator("dialog").getByRole("button", { name: "Result and close" }).click();
  await page.getByText("There is a problem").waitFor();
  await show("15-result-wrong");
  await page.getByRole("button", { name: "Close", exact: true }).click();

  room.html = true;
  await page.context().setOffline(true);
  await button("Status").click();
  await button(/8 Committed$/).click();
  await page.getByText("1 waiting").waitFor();
  await page.getByText(/No link/).first().waitFor({ timeout: 20_000 });
  await show("16-offline");
  room.html = false;
  room.oddly = (kind) => (kind === "set_status" ? { outcome: "needs_confirmation", message: "You tapped Available 14 min ago: still so?" } : null);
  await page.context().setOffline(false);
  await page.getByText("1 thing needs you").waitFor({ timeout: 20_000 });
  room.oddly = null;
  await page.getByText("1 thing needs you").click();
  await show("17-needs-you");
  await page.getByRole("button", { name: "No", exact: true }).click();

  await page.goto(`${origin}/#/`);
  room.task({ incident: { grade: "E", what: "Theft of bicycle, suspect gone", address: "Old Ford Road by the lock", attend_by: null, qualifiers: [], cad: "4533/22NOV26" }, risk: { made_at: new Date().toISOString(), revision: 1, radius_m: 100, months: 24, items: [], older: null, searched: [{ source: "Crime records", from: "2024-11-01", to: "2026-11-21", rows: 40411, imported_at: new Date().toISOString() }], nothing_found: true, failed: false } });
  room.task({ incident: { grade: "S", what: "Road traffic collision, two cars, nobody hurt, blocking", address: "Mile End Road, junction Burdett Road", cad: "4536/22NOV26" }, risk: { made_at: new Date().toISOString(), revision: 1, radius_m: 100, months: 24, items: [], older: null, searched: [], nothing_found: false, failed: true } });
  await openAlarm(/Road traffic/);
  await openAlarm(/Theft of bicycle/);
  await show("18-tasking-second");
  await page.goto(`${origin}/#/`);
  await page.getByRole("heading", { name: "Your 3 taskings" }).waitFor();
  await show("19-duty-list");
  await page.getByText("Road traffic collision, two").click();
  await page.getByText("could not be read").waitFor();
  await show("20-risk-failed");

  const help = await button("Hold: help").boundingBox();
  await page.mouse.move(help.x + 20, help.y + 20);
  await page.mouse.down();
  await page.getByText("NOT CONFIRMED").waitFor();
  await page.mouse.up();
  await show("21-help");
  Object.assign(room.emergency, { revision: 2, acknowledged_by: "Ros Bell", acknowledged_at: new Date().toISOString() });
  room.post("emergency.changed", room.emergency);
  await page.getByText("Acknowledged by Ros Bell").waitFor();
  await show("22-help-heard");
}
