// `penstock backup …` and `penstock restore`: a data folder into one sealed file, and back into a fresh folder.
export { backup, backupKey, backupVerify, restore } from './commands.ts'
