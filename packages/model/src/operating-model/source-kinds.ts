// Kinds of sources as tokens and the policy name them: a sensor, or events of one format. The kind says which one right a token has.
import type { Permission } from './roles.ts'

const EVENTS = 'events/'

/** The kind of a source that sends events of this format. */
export function sourceKindOf(format: string): string {
  return EVENTS + format
}

/** The format that a source of this kind may send, or null for a source of something else. */
export function formatOfSourceKind(kind: string): string | null {
  return kind.startsWith(EVENTS) ? kind.slice(EVENTS.length) : null
}

export function permissionOfSource(kind: string): Extract<Permission, 'observation:write' | 'event:write'> {
  return formatOfSourceKind(kind) === null ? 'observation:write' : 'event:write'
}
