// Makers by MAC prefix.
export { ouiVendor } from './oui.ts'
