// The form in which every room states its routes.
export * from './concluded.ts'
export * from './idempotency.ts'
export * from './page.ts'
export * from './route.ts'
