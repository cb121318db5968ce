// Signing in, one's own account, accounts, guests and invitations, tokens.
export * from './accounts.ts'
export * from './invitations.ts'
export * from './own-account.ts'
export * from './passkeys.ts'
export * from './program-tokens.ts'
export * from './session.ts'
export * from './tokens.ts'
