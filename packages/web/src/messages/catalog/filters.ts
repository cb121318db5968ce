// Sentences of the filter line that all lists share.
export const filters = {
  'filters.chips': 'Filter in force',
  'filters.remove': 'Remove {text}',
  'filters.clear': 'Clear the filter',
  'filters.fault': '{text} has no value yet',
  'filters.takes': '{text} does not fit. It takes: {values}',
} as const
