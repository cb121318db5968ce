// The token of the session in force; every write sends it. It comes with the session view and lives in memory only.
let current = ''

export function keepCsrfToken(token: string): void {
  current = token
}

export function csrfToken(): string {
  return current
}
