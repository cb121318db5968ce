// What `zones judge` gives: conversations with their verdicts, the breaches among them, coverage and proposals.
import { isoOfMicros } from '@penstock/model/kernel'
import {
  type Coverage,
  coverageOf,
  factText,
  type Judged,
  judgeAll,
  proposalsOf,
  type ZoneModel,
  type ZoneProposal,
  type ZoneRule,
} from '@penstock/model/zones'
import { endText, type WholeConversation } from './conversations.ts'

export interface JudgedRow extends Omit<Judged<number>, 'ref' | 'facts'> {
  /** Address as in `sensor read`. */
  readonly client: string
  readonly server: string
  readonly transport: string
  readonly serverPort: number | null
  readonly packets: number
  /** The packet that proves it, and the facts on which the verdict stands. */
  readonly evidence: {
    readonly file: string
    readonly frame: number
    readonly at: string
    readonly facts: readonly string[]
  }
}

export interface JudgedReport {
  readonly captures: readonly string[]
  readonly conversations: readonly JudgedRow[]
  readonly breaches: readonly JudgedRow[]
  /** `conversations` of coverage and proposals are indexes into `conversations`. */
  readonly coverage: Coverage<number>
  readonly proposals: readonly ZoneProposal<number>[]
}

export function judgedReport(
  model: ZoneModel,
  conversations: readonly WholeConversation[],
  captures: readonly string[],
): JudgedReport {
  const judged = judgeAll(
    model,
    conversations.map((one, ref) => ({ ...one, ref })),
  )
  const rows = judged.map(({ ref, facts, ...judgement }): JudgedRow => {
    const { client, server, transport, serverPort, packets, proof } = conversations[ref]!
    const evidence = {
      file: captures[proof.file] ?? '',
      frame: proof.frame,
      at: isoOfMicros(proof.at),
      facts: facts.map(factText),
    }
    const wire = { client: endText(client), server: endText(server), transport, serverPort, packets }
    return { ...wire, ...judgement, evidence }
  })
  return {
    captures,
    conversations: rows,
    breaches: rows.filter((row) => row.verdict === 'not-allowed'),
    coverage: coverageOf(model, judged),
    proposals: proposalsOf(judged),
  }
}

export function reportText(report: JudgedReport): string {
  const { conversations, breaches, coverage, proposals } = report
  const unknown = conversations.filter((row) => row.verdict === 'unknown')
  const neverSeen = coverage.conduits.flatMap((conduit) =>
    conduit.protocols
      .filter((one) => one.state === 'allowed-never-seen')
      .map((one) => `${conduit.conduit ?? ''} ${one.protocol}`),
  )
  const allowed = conversations.length - breaches.length - unknown.length
  return [
    `${conversations.length} conversations: ${allowed} allowed, ${breaches.length} not allowed, ${unknown.length} unknown`,
    ...section('Not allowed', breaches.map(rowText)),
    ...section('Unknown', unknown.map(rowText)),
    ...section(
      'Allowed, never seen in these captures',
      neverSeen.map((one) => `  ${one}`),
    ),
    ...section('What would settle it (or stop the traffic)', proposals.map(proposalText)),
    '',
  ].join('\n')
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines]
}

function rowText(row: JudgedRow): string {
  const port = row.serverPort === null ? row.transport : `${row.transport}/${row.serverPort}`
  const ends = `${row.clientAsset ?? row.client} → ${row.serverAsset ?? row.server}`
  const zones = `${row.clientZone ?? '?'} → ${row.serverZone ?? '?'}`
  const conduit = row.conduit === null ? '' : ` ${row.conduit}`
  const proof = `${row.evidence.file} frame ${row.evidence.frame}`
  return `  ${ends}  ${row.protocol ?? 'unknown'} ${port}  (${zones}): ${SENTENCES[row.rule]}${conduit}  [${row.rule}; ${proof}]`
}

function proposalText(proposal: ZoneProposal<number>): string {
  const { action, conduit, from, to, protocol, about, conversations } = proposal
  const what = [conduit, from === null && to === null ? null : `${from ?? '?'} → ${to ?? '?'}`, protocol, about]
  return `  ${action}: ${what.filter((one) => one !== null).join(', ')} (${conversations.length})`
}

const SENTENCES: Readonly<Record<ZoneRule, string>> = {
  'zones.same-zone': 'both ends are in one zone',
  'zones.link-local': 'it cannot leave its segment',
  'zones.conduit': 'allowed by',
  'zones.no-conduit': 'no conduit joins the zones',
  'zones.conduit-undocumented': 'only known from a survey:',
  'zones.protocol-not-named': 'the protocol is not named by',
  'zones.direction': 'only the other side may start on',
  'zones.endpoint-not-listed': 'an end is not listed by',
  'zones.function-limit': 'a function code is not listed by',
  'zones.place-unknown': 'an address lies in no zone',
  'zones.protocol-unknown': 'nothing says which protocol it is on',
  'zones.endpoint-has-no-address': 'the register has no address of an asset that is listed by',
  'zones.direction-unproven': 'nothing proves which side started on',
}
