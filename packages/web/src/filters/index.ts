// The filter of a list as one line: parsed by the list's schema, mirrored as chips, kept in the address.
export { FilterBar, valuesOf } from './FilterBar.tsx'
export { completions, type FilterGrammar, type FilterLine, parseLine, withoutToken, withValue } from './line.ts'
