// The look: tokens, modes, Mantine in our colours.
export { Look } from './Look.tsx'
export { Mode } from './modes.ts'
export {
  changePreferences,
  followPreferences,
  readPreferences,
  showPreferences,
  usePreferences,
} from './preferences.ts'
