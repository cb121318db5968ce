// A person at a running server.
export { type SignedIn, signInWith } from './sign-in.ts'
