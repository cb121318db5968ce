// What was so through time: states, their versions on two clocks, and the signed difference of two instants.
export * from './diff.ts'
export * from './gaps.ts'
export * from './state.ts'
export * from './versions.ts'
