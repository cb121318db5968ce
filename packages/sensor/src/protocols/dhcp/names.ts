// Message types of DHCP as functions of a conversation. Source: RFC 2132 §9.6.
import type { FunctionKind } from '@penstock/model/observations'

export const ACK = 5

const TYPES: readonly string[] = ['', 'Discover', 'Offer', 'Request', 'Decline', 'Ack', 'Nak', 'Release', 'Inform']

export function describeDhcp(type: number): { code: string; name: string; kind: FunctionKind } {
  return { code: String(type), name: TYPES[type] || `Message type ${type}`, kind: 'session' }
}

export function isNamed(type: number): boolean {
  return Boolean(TYPES[type])
}
