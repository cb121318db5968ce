// Access: who is asking, what they may do, and the policy that says so to the cells.
export { policyHash, signText } from './policy.ts'
export { PRINCIPAL_HEADER, PRINCIPAL_LIFE_S, Principal, readPrincipal, signPrincipal } from './principal.ts'
export { recogniseCallers, serveAccess } from './routes.ts'
export { loadSealingKey } from './secrets.ts'
export { AccessService, type Decided } from './service.ts'
