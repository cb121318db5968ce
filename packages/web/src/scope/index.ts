// Which part of the organisation the screens show.

export { SiteName, SiteNames } from './SiteName.tsx'
export { ScopeSearch } from './search.ts'
export { type Scope, useScope } from './use-scope.ts'
