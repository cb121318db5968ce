// Network headers and addresses.
export * from './addresses.ts'
export * from './fragments.ts'
export * from './ip.ts'
export * from './text.ts'
export * from './tunnel.ts'
