// Lines a second that become events, for every format by its own samples with other numbers in them; each line is hashed. Exit 1 when a JSON
// format stays below the floor.
//   node bench/ingest/run.ts [lines] [rounds]
import { hash } from 'node:crypto'
import { type EventFormat, eventFormats, RecordSplitter } from '@penstock/model/events'
import { microsOfIso } from '@penstock/model/kernel'

const [lines = '20000', rounds = '3'] = process.argv.slice(2)
const LINES = Number(lines)
/** Records a second and core. */
const FLOOR = 50_000
const LOGGED_AT = microsOfIso('2026-10-01T06:05:00Z')!

let slow = 0
console.log('| Format | Characters a record | Records a CPU second |')
console.log('|---|---|---|')
for (const format of eventFormats) {
  const { records, length } = recordsOf(format)
  const best = Math.max(...Array.from({ length: Number(rounds) }, () => ratePerSecond(format, records)))
  const isBelow = format.framing === 'json' && best < FLOOR
  if (isBelow) slow += 1
  console.log(
    `| ${format.id} | ${Math.round(length)} | ${isBelow ? '**' : ''}${Math.round(best)}${isBelow ? '**' : ''} |`,
  )
}
console.log(`\n${LINES} records a round, best of ${rounds}; ${slow} JSON formats below ${FLOOR}`)
process.exitCode = slow > 0 ? 1 : 0

function recordsOf(format: EventFormat): { readonly records: readonly string[]; readonly length: number } {
  const whole = format.samples.map(({ record }) => {
    const splitter = new RecordSplitter(format.framing)
    return [...record.split('\n').flatMap((line) => splitter.push(line)), ...splitter.end()]
  })
  // Heads of tables first, as in a file; of several samples only those of the first head.
  const heads = whole[0]!.slice(0, -1)
  const rows = heads.length > 0 ? [whole[0]!.at(-1)!] : whole.map((each) => each.at(-1)!)
  const records = Array.from({ length: LINES }, (_, at) =>
    rows[at % rows.length]!.replace('10.20.0.14', `10.20.${at % 250}.${(at >> 8) % 250}`),
  )
  return { records: [...heads, ...records], length: records.reduce((sum, each) => sum + each.length, 0) / LINES }
}

function ratePerSecond(format: EventFormat, records: readonly string[]): number {
  const reader = format.open({ domain: 'it', sha256: (text) => hash('sha256', text) })
  const begun = process.cpuUsage()
  let events = 0
  for (const record of records)
    for (const read of reader.read(record, LOGGED_AT)) if (read.kind === 'event') events += 1
  const { user, system } = process.cpuUsage(begun)
  if (events < LINES) throw new Error(`${format.id}: ${events} events of ${LINES} records`)
  return (LINES * 1_000_000) / (user + system)
}
