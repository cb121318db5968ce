// Vendors and partners: their sessions held against the register of remote access, what a compromised one touches, and how to cut it off.
export { concludeVendors } from './conclude.ts'
export { vendorsDesk } from './desk.ts'
export { serveVendors } from './routes.ts'
export { VendorsService } from './service.ts'
