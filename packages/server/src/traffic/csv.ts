// Conversations as lines of CSV; no cell of them runs in a spreadsheet.
import type { ConversationColumn, ConversationView } from '@penstock/contract/traffic'
import { neutralised, writeCsv } from '@penstock/model/plant'

const CELLS: Readonly<Record<ConversationColumn, (row: ConversationView) => string | number | null>> = {
  client: (row) => row.clientLabel,
  server: (row) => row.serverLabel,
  protocol: (row) => row.protocol ?? row.portGuess,
  kinds: (row) => row.functionKinds.map(({ kind, count }) => (count === null ? kind : `${kind} ${count}`)).join(', '),
  verdict: (row) => row.verdict,
  rule: (row) => row.rule,
  conduit: (row) => row.conduit,
  clientZone: (row) => row.clientZone,
  serverZone: (row) => row.serverZone,
  clientAddress: (row) => row.clientAddress,
  serverAddress: (row) => addressWithPort(row),
  answered: (row) => (row.isAnswered ? 'yes' : 'no'),
  packets: (row) => row.packets,
  bytes: (row) => row.bytes,
  firstAt: (row) => row.firstAt,
  lastAt: (row) => row.lastAt,
  domain: (row) => row.domain,
  site: (row) => row.site,
}

/** A line about the file and the head, behind the mark by which spreadsheets know UTF-8. */
export function csvHead(about: string, columns: readonly ConversationColumn[]): string {
  return `\ufeff${writeCsv([[`# ${about}`], columns])}`
}

export function csvLines(rows: readonly ConversationView[], columns: readonly ConversationColumn[]): string {
  return writeCsv(rows.map((row) => columns.map((column) => neutralised(String(CELLS[column](row) ?? '')))))
}

function addressWithPort({ serverAddress, serverPort }: ConversationView): string | null {
  if (serverAddress === null || serverPort === null) return serverAddress
  return serverAddress.includes(':') ? `[${serverAddress}]:${serverPort}` : `${serverAddress}:${serverPort}`
}
