// Signing in, the own account, people and guests, invitations, tokens.
export { AccessPage } from './AccessPage.tsx'
export { AccountPage } from './AccountPage.tsx'
export { SignInPage } from './SignInPage.tsx'
export { AccessSearch } from './search.ts'
