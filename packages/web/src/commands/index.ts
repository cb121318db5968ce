// What can be done on the screen in view, by palette and by key.
export { type Command, useAllCommands, useCommands } from './registry.ts'
export { useKeys } from './use-keys.ts'
