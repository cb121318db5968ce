// Vendors and partners: drift, what a compromised one touches, the order of cuts, the register.
export { VendorsSearch } from './search.ts'
export { VendorsPage } from './VendorsPage.tsx'
