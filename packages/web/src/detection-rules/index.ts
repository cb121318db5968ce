// Detection rules: what the cell runs and how each rule stands, exceptions, the organisation's folder, and a rule tried on an event.
export { RulesPage } from './RulesPage.tsx'
export { RulesSearch } from './search.ts'
