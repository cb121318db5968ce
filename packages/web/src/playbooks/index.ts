// Playbooks: the library, one playbook, and the runs in a case.
export { PlaybookPage } from './PlaybookPage.tsx'
export { PlaybooksPage } from './PlaybooksPage.tsx'
export { Runs } from './Runs.tsx'
export { PlaybooksSearch } from './search.ts'
