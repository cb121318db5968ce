// `docs/reference/protocols.md`: what is read of each protocol, from what its room says of itself.
import { type Coverage, coverages } from '@penstock/sensor/protocols'
import type { GeneratedDocument } from './document.ts'

export const protocolReference: GeneratedDocument = { path: 'docs/reference/protocols.md', render: renderProtocols }

const READS = ['identity', 'role', 'operation', 'value', 'state', 'transfer', 'logon', 'discovery'] as const

function renderProtocols(): string {
  return [
    '# Protocols',
    '',
    'Made from the `coverage` of each room in `packages/sensor/src/protocols` by `npm run documents`. What the columns mean is told in',
    '[events](events.md); *role* is which side asks and which answers, told by content. *Codes* are those that the room names, of those that',
    'its source defines. *Samples* are made messages that an independent dissector reads the same way. Protocols that are recognised and',
    'not read are listed in `packages/sensor/src/protocols/recognise`.',
    '',
    `| Protocol | ${READS.map((one) => one[0]?.toUpperCase() + one.slice(1)).join(' | ')} | Codes | Samples | Source |`,
    `|---|${READS.map(() => ':-:').join('|')}|---|---|---|`,
    ...coverages().map(({ protocols, coverage }) => rowOf(protocols, coverage)),
    '',
  ].join('\n')
}

function rowOf(protocols: readonly string[], { source, reads, codes, samples }: Coverage): string {
  const cells = [
    protocols.map((one) => `\`${one}\``).join(' '),
    ...READS.map((one) => (reads.includes(one) ? 'yes' : '')),
    codes === null ? '' : `${codes.named} of ${codes.of}`,
    samples.join('; '),
    source,
  ]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
