// Rows as lines of JSON.
export * from './json-lines.ts'
