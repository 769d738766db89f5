// One file of the build: they are wanted at a job and not before.
export { IntelligenceSheet } from "./intelligence-sheet.tsx";
export { MarkerSheet } from "./marker-sheet.tsx";
export { MyReports } from "./my-reports.tsx";
export { SafeguardingSheet } from "./safeguarding-sheet.tsx";
export { LeftJobs } from "./left-jobs.tsx";
