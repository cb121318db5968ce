// Correlation: Sigma correlation rules on event time.
export * from './sigma/index.ts'
