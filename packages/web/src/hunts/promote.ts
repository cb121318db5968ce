// Chosen rows of a run as parts of a case: evidence with the hash of each line, and what the rows name as observables. Nothing else leaves.
import type { HuntedEvent, HuntedRow } from '@penstock/model/hunts'
import type { SentEntry } from '@penstock/web/incidents'

const LONGEST = 200

const KINDS = {
  events: 'hunted-event',
  conversations: 'hunted-conversation',
  operations: 'hunted-operation',
} as const

/** What leads back to it: the row of the events, the packet that proves an operation, or what the conversation is told by. */
function placeOf(row: HuntedRow): string {
  return 'of' in row && row.of === 'operations' ? `${row.capture} ${row.file} ${row.frame} ${row.id}` : row.id
}

export function entriesOf(rows: readonly HuntedRow[]): readonly SentEntry[] {
  const evidence = rows.map((row): SentEntry => {
    const label = labelOf(row)
    const source = { kind: KINDS['of' in row ? row.of : 'events'], id: placeOf(row).slice(0, LONGEST), label }
    return { kind: 'evidence', label, sha256: row.sha256, source }
  })
  return [...evidence, ...observablesOf(rows)]
}

function observablesOf(rows: readonly HuntedRow[]): readonly SentEntry[] {
  const named = new Map<string, SentEntry>()
  const add = (type: 'ip' | 'host' | 'account', value: string | null) => {
    if (value === null || value.trim() === '') return
    named.set(`${type} ${value.toLowerCase()}`, { kind: 'observable', type, value, tlp: 'amber', pap: 'amber' })
  }
  for (const row of rows) {
    if ('of' in row) {
      for (const ip of [row.clientIp, row.serverIp]) add('ip', ip)
      continue
    }
    const { sourceIp, destinationIp, sourceHost, destinationHost, device, user } = row
    for (const ip of [sourceIp, destinationIp]) add('ip', ip)
    for (const host of [sourceHost, destinationHost, device]) add('host', host)
    add('account', user)
  }
  return [...named.values()]
}

function labelOf(row: HuntedRow): string {
  const said = [row.at.slice(0, 19).replace('T', ' '), ...('of' in row ? sensorWords(row) : eventWords(row))]
  return said
    .filter((each) => each !== null)
    .join(' · ')
    .slice(0, LONGEST)
    .toWellFormed()
}

function eventWords({ className, what, device, sourceIp }: HuntedEvent): readonly (string | null)[] {
  return [className, what, device ?? sourceIp]
}

function sensorWords(row: Exclude<HuntedRow, HuntedEvent>): readonly (string | null)[] {
  const ends = `${row.clientIp ?? row.clientMac ?? '?'} → ${row.serverIp ?? row.serverMac ?? '?'}`
  return row.of === 'operations' ? [row.protocol, row.name, row.target, ends] : [row.protocol ?? row.transport, ends]
}
