// SOC metrics: the figures, and what each is made of.
export { MetricsPage } from './MetricsPage.tsx'
export { MetricsSearch } from './search.ts'
