// Roles, authority and the SOC model as policy.
export * from './guests.ts'
export * from './policy.ts'
export * from './programs.ts'
export * from './roles.ts'
