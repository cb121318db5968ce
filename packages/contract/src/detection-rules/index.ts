// Detection rules: what a cell runs, the organisation's folder, and what is switched off or suppressed.
export * from './chain.ts'
export * from './coverage.ts'
export * from './exception.ts'
export * from './folder.ts'
export * from './rule.ts'
