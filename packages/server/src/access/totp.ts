// Authenticator codes: RFC 6238, six digits, 30 s, one step of clock drift to either side, each step good once.
import { Secret, TOTP } from 'otpauth'

const PERIOD_S = 30

export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32
}

function totpOf(secret: string, label = ''): TOTP {
  return new TOTP({ issuer: 'Penstock', label, secret: Secret.fromBase32(secret), digits: 6, period: PERIOD_S })
}

export function totpUri(secret: string, label: string): string {
  return totpOf(secret, label).toString()
}

/** The time step that the code belongs to, or null when it is wrong or that step (or a later one) was used before. */
export function stepOfCode(secret: string, code: string, nowMs: number, lastStep: number): number | null {
  const delta = totpOf(secret).validate({ token: code, window: 1, timestamp: nowMs })
  if (delta === null) return null
  const step = Math.floor(nowMs / 1000 / PERIOD_S) + delta
  return step > lastStep ? step : null
}
