// Sharing: what of a case the other side has to know of, by the register of the site.
export { sharingDesk } from './desk.ts'
export { SharingService } from './service.ts'
