// Long work: tray, page, and one job's progress.
export { JobProgress } from './JobProgress.tsx'
export { JobsPage } from './JobsPage.tsx'
export { JobTray } from './JobTray.tsx'
export { JobsSearch } from './search.ts'
