// The SOC model: what is in force and how it changes, what would fit, and break-glass.
export { OperatingModelPage } from './OperatingModelPage.tsx'
export { OperatingModelSearch } from './search.ts'
