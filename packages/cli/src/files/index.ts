// What a command says of a file that it cannot read: the place first, then the reason in words.
export { unreadableText } from './unreadable-text.ts'
