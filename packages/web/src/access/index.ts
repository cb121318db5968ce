// Signing in, the own account, accounts and tokens.
export { AccessPage } from './AccessPage.tsx'
export { AccountPage } from './AccountPage.tsx'
export { SignInPage } from './SignInPage.tsx'
