// Signing in and the own account.
export { AccountPage } from './AccountPage.tsx'
export { SignInPage } from './SignInPage.tsx'
