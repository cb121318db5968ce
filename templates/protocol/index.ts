// __Title__: say here what it is, whose it is, and on which port or type it travels.
export { __camel__Message } from './analyzer.ts'
export { __camel__Length, looksLike__Pascal__ } from './decode.ts'
export { describe__Pascal__ } from './names.ts'
