// Which part of the organisation the screens show.
export { ScopeSearch } from './search.ts'
export { type Scope, useScope } from './use-scope.ts'
