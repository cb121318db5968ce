// Security types. Sources: RFC 6143 §8.1.2, IANA registry of remote framebuffer security types.
import type { FunctionKind } from '@penstock/model/observations'

const TYPES: ReadonlyMap<number, string> = new Map([
  [0, 'Invalid'],
  [1, 'None'],
  [2, 'VNC Authentication'],
  [5, 'RA2'],
  [6, 'RA2ne'],
  [16, 'Tight'],
  [17, 'Ultra'],
  [18, 'TLS'],
  [19, 'VeNCrypt'],
  [20, 'SASL'],
  [30, 'Apple Remote Desktop'],
  [113, 'MS Logon'],
  [129, 'RA2 with AES-256'],
  [130, 'RA2ne with AES-256'],
])

export function securityName(type: number): string {
  return TYPES.get(type) ?? `Security type ${type}`
}

export function describeVnc(code: number): { code: string; name: string; kind: FunctionKind } {
  return { code: String(code), name: securityName(code), kind: 'session' }
}
