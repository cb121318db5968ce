// The form in which every room states its routes.
export * from './concluded.ts'
export { decodedId, idList, MOST_LETTERS, readIds, writeIds } from './id-list.ts'
export * from './idempotency.ts'
export * from './page.ts'
export * from './route.ts'
