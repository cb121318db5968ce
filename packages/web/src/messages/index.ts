// Every sentence of the pages, and how numbers and instants are spelled.
export * from './format.ts'
export * from './translate.ts'
