// What captures met of rules: once by rule and ends with the first packet and how to look at it, or counted by rule and million packets.
import { refusalText } from '@penstock/cli/sensor'
import { isoOfMicros } from '@penstock/model/kernel'
import { CaptureError, observeFiles } from '@penstock/sensor/observe'
import type { RuleFolder } from '@penstock/server/detections'
import { type BatchMatch, judgeBatches } from './judge-batches.ts'
import type { DetectOptions } from './options.ts'
import { RuleSet } from './rule-set.ts'

interface Told {
  readonly ruleId: string
  readonly title: string
  readonly level: string | null
  readonly techniques: readonly string[]
  readonly client: string | null
  readonly server: string | null
  readonly since: string
  readonly file: string | null
  readonly frame: number | null
  /** What a correlation counted or measured; null for a rule. */
  readonly value: number | null
  /** What shows the first packet in the file. */
  readonly filter: string | null
  count: number
}

type Tell = (text: string) => Promise<void>

const LEVELS = ['critical', 'high', 'medium', 'low', 'informational']

/** Exit code: 0 read, whatever was found; 1 a file is not there; 2 one is no capture. The files are one capture, in their order. */
export async function judgeCaptures(folder: RuleFolder, options: DetectOptions, tell: Tell): Promise<number> {
  const rules = new RuleSet(folder)
  const told = new Map<string, Told>()
  let [packets, code] = [0, 0]
  try {
    for (const match of judgeBatches(rules, counted())) note(match)
  } catch (cause) {
    if (!(cause instanceof CaptureError)) throw cause
    process.stderr.write(`penstock: ${refusalText(cause.refusal)}\n`)
    code = cause.refusal.code === 'capture.unreadable' ? 1 : 2
  }
  const all = [...told.values()].sort((a, b) => rank(a) - rank(b) || (a.since < b.since ? -1 : 1))
  if (options.isCounted) await tell(countsText(all, packets))
  else for (const one of all) await tell(options.isJson ? `${JSON.stringify(one)}\n` : textOf(one))
  if (!options.isJson && !options.isCounted)
    await tell(`${all.length === 0 ? 'no rule is met' : `${all.length} to look at`} in ${packets} packets\n`)
  return code

  function* counted() {
    for (const batch of observeFiles(options.captures, { hasExchanges: false })) {
      packets += batch.packets
      yield batch
    }
  }

  function note({ ruleId, event, first, value }: BatchMatch): void {
    const text = (name: string) => {
      const told = event.fields[name]
      return typeof told === 'string' ? told : null
    }
    const client = text('client.ip') ?? text('client.mac')
    const server = text('server.ip') ?? text('server.mac')
    const key = JSON.stringify([ruleId, client, server])
    const before = told.get(key)
    if (before !== undefined) {
      before.count += 1
      return
    }
    const frame = Number(first.fields['proof.frame'] ?? 0)
    const filter = frame > 0 ? `frame.number == ${frame}` : null
    const file = options.captures[Number(first.fields['proof.file'] ?? 0)] ?? null
    const since = isoOfMicros(first.time)
    const place = { client, server, since, file, frame: frame > 0 ? frame : null, filter }
    told.set(key, { ruleId, ...rules.head(ruleId), ...place, value, count: 1 })
  }
}

function rank({ level }: Told): number {
  const at = LEVELS.indexOf(level ?? '')
  return at < 0 ? LEVELS.length : at
}

function textOf({ title, level, techniques, client, server, since, file, filter, count }: Told): string {
  const ends = [client, server].filter((end) => end !== null).join(' → ')
  const often = count === 1 ? '' : `, ${count} times`
  const look = file === null || filter === null ? '' : `  tshark -r ${quoted(file)} -Y '${filter}'\n`
  return `${(level ?? '').padEnd(8)}  ${title} (${techniques.join(', ')})\n  ${ends}, ${since}${often}\n${look}`
}

/** A path as a shell takes it. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}

/** By rule, the most frequent first: matches, ends that met it, and matches in a million packets. */
function countsText(all: readonly Told[], packets: number): string {
  const rules = new Map<string, { readonly level: string; readonly title: string; count: number; ends: number }>()
  for (const { ruleId, level, title, count } of all) {
    const row = rules.get(ruleId) ?? { level: level ?? '', title, count: 0, ends: 0 }
    rules.set(ruleId, { ...row, count: row.count + count, ends: row.ends + 1 })
  }
  const rows = [...rules.values()]
    .sort((a, b) => b.count - a.count || (a.title < b.title ? -1 : 1))
    .map(({ level, title, count, ends }) =>
      [count, ends, ((count * 1e6) / Math.max(1, packets)).toFixed(1), level.padEnd(8), title].join('\t'),
    )
  const head = ['matches', 'pairs', 'per 1M', 'level   ', `rule, in ${packets} packets`].join('\t')
  return `${[head, ...rows].join('\n')}\n`
}
