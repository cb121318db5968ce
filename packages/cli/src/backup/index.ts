// `penstock backup …` and `penstock restore`: a data folder into one sealed file, and back into a fresh folder.
export { backup, backupKey, backupVerify, restore } from './commands.ts'
export { type Restored, type RestoreOptions, restoreFolder } from './restore-folder.ts'
export { restoreSection } from './section-process.ts'
