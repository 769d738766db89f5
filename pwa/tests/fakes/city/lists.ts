// The code lists of the made-up force. Pods have the true names and middles of London's twelve BCUs.
import type { Codes } from "../../../src/domain/rows.ts";

export const PODS: [string, string, number, number][] = [
  ["AS", "Central South", -0.095, 51.463],
  ["AW", "Central West", -0.19, 51.505],
  ["CE", "Central East", -0.049, 51.532],
  ["CN", "Central North", -0.135, 51.546],
  ["EA", "East Area", 0.14, 51.563],
  ["NA", "North Area", -0.095, 51.622],
  ["NE", "North East", 0.012, 51.561],
  ["NW", "North West", -0.27, 51.59],
  ["SE", "South East", 0.06, 51.46],
  ["SN", "South Area", -0.06, 51.363],
  ["SW", "South West", -0.24, 51.418],
  ["WA", "West Area", -0.38, 51.51],
];

const coded = (rows: [string, string][]) => rows.map(([code, label]) => ({ code, label }));

const STATUSES: [string, string, "yes" | "no" | "conditional"][] = [
  ["1", "On duty", "no"],
  ["2", "On patrol", "yes"],
  ["3", "At station", "yes"],
  ["4", "Refreshments", "conditional"],
  ["5", "En route", "conditional"],
  ["6", "At scene", "no"],
  ["7", "Committed, deployable", "conditional"],
  ["8", "Committed", "no"],
  ["9", "Prisoner", "no"],
  ["10", "At court", "no"],
];

export const codes: Codes = {
  version: "1",
  grades: [
    { code: "I", label: "Immediate", target_s: 900, rank: 1, meaning: "Danger to life or immediate threat of violence" },
    { code: "S", label: "Significant", target_s: 3600, rank: 2, meaning: "Important or urgent, but no emergency" },
    { code: "E", label: "Extended", target_s: 172_800, rank: 3, meaning: "Attendance by appointment" },
    { code: "R", label: "Referred", target_s: null, rank: 4, meaning: "Resolved without attendance" },
  ],
  statuses: [
    ...STATUSES.map(([code, label, deployable]) => ({ code, label, national_label: label, kind: "state" as const, deployable, settable: true })),
    { code: "11", label: "Off duty", national_label: "Off duty", kind: "state", deployable: "no", settable: false },
  ],
  moves: {},
  types: [
    { code: "domestic", label: "Domestic incident", grade: "I", skills: [] },
    { code: "collision_injury", label: "Collision with injury", grade: "I", skills: [] },
    { code: "burglary_now", label: "Burglary in progress", grade: "I", skills: [] },
    { code: "shoplifting", label: "Shoplifting, suspect detained", grade: "S", skills: [] },
    { code: "concern", label: "Concern for safety", grade: "S", skills: [] },
    { code: "disorder", label: "Disorder", grade: "S", skills: [] },
    { code: "burglary", label: "Burglary, suspect left", grade: "E", skills: [] },
    { code: "fraud", label: "Fraud", grade: "R", skills: [] },
  ],
  results: coded([
    ["NFA", "No further action"],
    ["ARR", "Arrest made"],
    ["ADV", "Words of advice"],
    ["REP", "Crime report taken"],
  ]),
  skills: coded([
    ["response", "Response driver"],
    ["taser", "Taser"],
    ["da", "Domestic abuse specialist"],
    ["dog", "Dog handler"],
  ]),
  decline_reasons: coded([["committed", "Committed elsewhere"]]),
  withdraw_reasons: coded([
    ["nearer", "Nearer unit found"],
    ["not_needed", "No longer needed"],
    ["priority", "Needed for a higher grade"],
  ]),
  emergency_outcomes: coded([
    ["genuine", "Genuine"],
    ["accidental", "Accidental"],
    ["test", "Test"],
    ["equipment", "Equipment fault"],
  ]),
  qualifiers: coded([
    ["weapon", "Weapon"],
    ["alcohol", "Alcohol"],
    ["child", "Child present"],
    ["repeat", "Repeat victim"],
    ["mental_health", "Mental health"],
    ["hate", "Hate element"],
  ]),
  marker_categories: coded([
    ["weapon", "Weapons"],
    ["dog", "Dangerous dog"],
    ["access", "Access code"],
    ["violence", "Violence to police"],
  ]),
  pods: PODS.map(([code, name, lon, lat]) => ({ code, name, lon, lat })),
};
