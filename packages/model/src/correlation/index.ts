// Correlation: Sigma correlation rules on event time, and attack chains over IT and OT.
export * from './chains/index.ts'
export * from './sigma/index.ts'
