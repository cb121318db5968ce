// Sources: which systems send events, how each stands, what it told and what could not be read; enrolment.
export { SourcesPage } from './SourcesPage.tsx'
export { SourcesSearch } from './search.ts'
