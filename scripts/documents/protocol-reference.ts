// `docs/reference/protocols.md`: what is read of each protocol, from what its room says of itself and what its samples show.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { ObservationBatch } from '@penstock/model/observations'
import { allSamples, bytes, pcapHeader, pcapRecord } from '@penstock/sensor/encoders'
import { observeFiles, PDU_PROTOCOLS } from '@penstock/sensor/observe'
import { type Coverage, coverages } from '@penstock/sensor/protocols'
import type { GeneratedDocument } from './document.ts'
import { eventReference } from './event-reference.ts'

export const protocolReference: GeneratedDocument = { path: 'docs/reference/protocols.md', render: renderProtocols }

type Read = Coverage['reads'][number]

const READS = ['identity', 'role', 'operation', 'value', 'state', 'transfer', 'logon', 'discovery'] as const
const START = 1_790_834_400_000_000

function renderProtocols(): string {
  return [
    '# Protocols',
    '',
    'Made from the `coverage` of each room in `packages/sensor/src/protocols` by `npm run documents`, which also reads the samples. What the',
    `columns mean is told in [events](${basename(eventReference.path)}); *role* is which side asks and which answers, told by content. **shown**: a sample of the`,
    'row shows it; read: the room reads it, but no sample of the row has it. *Codes* are those that the room names, of those that its source',
    'defines. *Samples* are made messages that an independent dissector reads the same way; `s7comm-plus` and `tristation` none reads, so',
    'theirs are held against captures that are not ours, octet by octet. *Messages*: `penstock sensor read --pdus` tells every one as a line,',
    'with these [fields](../guides/every-message.md). Protocols that are recognised and not read are listed in',
    '`packages/sensor/src/protocols/recognise`.',
    '',
    `| Protocol | ${READS.map((one) => one[0]?.toUpperCase() + one.slice(1)).join(' | ')} | Messages | Codes | Samples | Source |`,
    `|---|${READS.map(() => ':-:').join('|')}|---|---|---|---|`,
    ...coverages().map(({ protocols, coverage }) => rowOf(protocols, coverage)),
    '',
  ].join('\n')
}

function rowOf(protocols: readonly string[], { source, reads, codes, samples }: Coverage): string {
  const batches = observed(samples)
  const cells = [
    protocols.map((one) => `\`${one}\``).join(' '),
    ...READS.map((one) => {
      if (batches.some((batch) => SHOWS[one](batch, protocols))) return '**shown**'
      return reads.includes(one) ? 'read' : ''
    }),
    protocols
      .filter((one) => PDU_PROTOCOLS.includes(one))
      .map((one) => `[fields](../guides/every-message.md#${one})`)
      .join(' '),
    codes === null ? '' : `${codes.named} of ${codes.of}`,
    samples.join('; '),
    source,
  ]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

const SHOWS: Readonly<Record<Read, (batch: ObservationBatch, protocols: readonly string[]) => boolean>> = {
  identity: ({ claims, bindings }, protocols) => isFrom([...claims, ...bindings], protocols),
  role: ({ conversations }, protocols) =>
    conversations.some(({ protocol, sidesFrom }) => protocols.includes(protocol ?? '') && sidesFrom === 'content'),
  operation: ({ operations }, protocols) => isFrom(operations, protocols),
  value: ({ values }, protocols) => isFrom(values, protocols),
  state: ({ states }, protocols) => isFrom(states, protocols),
  transfer: ({ transfers }, protocols) => isFrom(transfers, protocols),
  logon: ({ logons }, protocols) => isFrom(logons, protocols),
  discovery: ({ discoveries }, protocols) => isFrom(discoveries, protocols),
}

function isFrom(rows: readonly { readonly protocol: string }[] = [], protocols: readonly string[]): boolean {
  return rows.some(({ protocol }) => protocols.includes(protocol))
}

/** What the sensor says of these samples, one after the other in a capture of their own. */
function observed(names: readonly string[]): ObservationBatch[] {
  const frames = allSamples().flatMap(({ name, frames }) => (names.includes(name) ? frames : []))
  const folder = mkdtempSync(join(tmpdir(), 'penstock-samples-'))
  try {
    const file = join(folder, 'samples.pcap')
    writeFileSync(file, bytes(pcapHeader(), ...frames.map((frame, at) => pcapRecord(START + at * 1000, frame))))
    return [...observeFiles([file])]
  } finally {
    rmSync(folder, { recursive: true })
  }
}
