// Fixed-shape tables in typed arrays that the packet path stands on.
export * from './key-table.ts'
export * from './pending-ring.ts'
export * from './slab.ts'
