// Chosen rows of a run as parts of a case: evidence with the hash of each line, and what the rows name as observables. Nothing else leaves.
import type { HuntedRow } from '@penstock/model/hunts'
import type { SentEntry } from '@penstock/web/incidents'

const LONGEST = 200

export function entriesOf(rows: readonly HuntedRow[]): readonly SentEntry[] {
  const evidence = rows.map((row): SentEntry => {
    const label = labelOf(row)
    const source = { kind: 'hunted-event', id: row.id.slice(0, LONGEST), label }
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
  for (const { sourceIp, destinationIp, sourceHost, destinationHost, device, user } of rows) {
    for (const ip of [sourceIp, destinationIp]) add('ip', ip)
    for (const host of [sourceHost, destinationHost, device]) add('host', host)
    add('account', user)
  }
  return [...named.values()]
}

function labelOf({ at, className, what, device, sourceIp }: HuntedRow): string {
  const said = [at.slice(0, 19).replace('T', ' '), className, what, device ?? sourceIp].filter((each) => each !== null)
  return said.join(' · ').slice(0, LONGEST).toWellFormed()
}
