// What a correlation found, as a finding: when it was complete, whom it is about by the fields that it groups by, and what it counted.
import type { Finding, FindingSubject } from '@penstock/model/detections'
import { isoOfMicros } from '@penstock/model/kernel'
import { parseIp } from '@penstock/model/plant'
import type { AlertReport } from './words.ts'

export function alertFinding({ at, since, group, value }: AlertReport): Pick<Finding, 'at' | 'subject' | 'values'> {
  const subject: Partial<Record<keyof FindingSubject, string>> = {}
  const others: string[] = []
  for (const one of group) {
    const part = partOf(one.field, one.value)
    if (part === null || subject[part] !== undefined) others.push(`${one.field}=${one.value}`)
    else subject[part] = one.value
  }
  // Groups that differ are about different subjects, whatever their fields are called.
  if (others.length > 0) subject.device = [subject.device, ...others].filter((text) => text !== undefined).join(' ')
  const values = Object.fromEntries(group.map((one) => [one.field, one.value]))
  return { at, subject, values: { ...values, value, since: isoOfMicros(since) } }
}

function partOf(field: string, value: string): keyof FindingSubject | null {
  const name = field.toLowerCase()
  const isSource = /src|source|client|initiator/.test(name)
  const isDestination = /dst|dest|server|target/.test(name)
  if (parseIp(value) !== null) return isSource ? 'sourceIp' : isDestination ? 'destinationIp' : 'device'
  if (/user|account/.test(name)) return 'user'
  if (/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(value)) return isSource ? 'sourceMac' : 'destinationMac'
  if (/host|computer|device/.test(name)) return isSource ? 'sourceHost' : isDestination ? 'destinationHost' : 'device'
  return null
}
