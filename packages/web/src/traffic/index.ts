// Who talks to whom: table, graph, and the conversation in the drawer.
export { TrafficSearch } from './search.ts'
export { TrafficPage } from './TrafficPage.tsx'
