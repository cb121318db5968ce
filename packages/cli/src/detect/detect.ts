// `penstock detect`: one line of JSON for each match of a rule with an event, in the order of the files; what captures met, by rule and ends.
// What was not read is told on stderr.
import { loadOtRules } from '@penstock/catalogs/ot-rules@1'
import { unreadableText } from '@penstock/cli/files'
import { type DetectionEngine, indexedEngine, ruleFaultText } from '@penstock/model/detections'
import { isoOrNull, micros } from '@penstock/model/kernel'
import { loadRules, type RuleFolder, readRules, ruleFiles, skipReasonText } from '@penstock/server/detections'
import { judgeCaptures } from './captures.ts'
import { FileCorrelator } from './correlations.ts'
import { eventsReader, timeOf } from './events.ts'
import { type DetectOptions, readOptions } from './options.ts'
import { readRecords } from './records.ts'

const USAGE =
  'usage: penstock detect --rules DIR… --events FILE… [--format F] [--log-source product=P,category=C,service=S] [--placeholders FILE] [--correlations]\n' +
  '       penstock detect --pack ot FILE… [--rules DIR…] [--count] [--json]   (captures)\n'

/** Exit code: 0 read, whatever was found; 1 a file is not there; 2 bad usage, no rule could be read, or a file holds no event. */
export async function detect(args: readonly string[]): Promise<number> {
  const options = readOptions(args)
  if ('wrong' in options) {
    if (options.wrong !== null) say(options.wrong)
    process.stderr.write(USAGE)
    return 2
  }
  const folder = rulesOf(options)
  const correlator = options.correlations ? correlatorOf(folder) : null
  sayRules(correlator === null ? folder : withoutCorrelations(folder))
  if (folder.rules.length === 0) return folder.skipped.some(({ reason }) => reason.code === 'unreadable') ? 1 : 2
  const engine = indexedEngine(folder.rules.map(({ rule }) => rule))
  let code = 0
  for (const path of options.events) code = Math.max(code, await judgeFile(path, engine, options, correlator))
  if (correlator !== null) await tellCorrelations(correlator)
  if (options.captures.length > 0) code = Math.max(code, await judgeCaptures(folder, options, tell))
  return code
}

function rulesOf({ rules, hasOtPack, placeholders }: DetectOptions): RuleFolder {
  if (!hasOtPack) return loadRules(rules, { placeholders })
  const pack = loadOtRules().map(({ name, text }) => ({ path: `ot/${name}`, text }))
  return readRules([...pack, ...ruleFiles(rules)], { placeholders })
}

/** Faults by file and line, what was left out and why, and how many rules run. */
function sayRules({ rules, faults, skipped }: RuleFolder): void {
  for (const { path, fault } of faults) say(`${path}:${fault.line}: ${ruleFaultText(fault)}`)
  for (const { path, reason } of skipped)
    say(reason.code === 'unreadable' ? unreadableText(path, reason.detail) : `${path}: ${skipReasonText(reason)}`)
  const broken = new Set(faults.map(({ path }) => path)).size
  if (rules.length === 0 || broken + skipped.length > 0)
    say(`${rules.length} rules run; ${broken} files have faults, ${skipped.length} were left out`)
}

async function judgeFile(
  path: string,
  engine: DetectionEngine,
  options: DetectOptions,
  correlator: FileCorrelator | null,
): Promise<number> {
  const eventsOf = eventsReader(options.format, options.logSource, micros(Date.now() * 1000))
  let [index, events, sourceless] = [0, 0, 0]
  try {
    for await (const record of readRecords(path, options.format?.framing ?? null)) {
      for (const event of eventsOf(record)) {
        if (event !== null) {
          events += 1
          if (event.logSources.length === 0) sourceless += 1
          const time = timeOf(event)
          const at = isoOrNull(time)
          for (const { id } of engine.match(event)) {
            correlator?.take({ ruleId: id, file: path, index, time, event })
            await tell(`${JSON.stringify({ ruleId: id, file: path, index, time: at })}\n`)
          }
        }
        index += 1
      }
    }
  } catch (cause) {
    const { code } = cause as { code?: string }
    if (code === undefined) throw cause
    say(unreadableText(path, code))
    return 1
  }
  if (events < index) say(`${path}: ${index - events} of ${index} records are no events that can be read`)
  if (sourceless > 0)
    say(
      `${path}: ${sourceless} events do not say where they are from, so no rule runs on them; say it with --log-source`,
    )
  if (events === 0) say(`${path}: holds no event`)
  return events === 0 ? 2 : 0
}

/** After the matches of single events: each with the event that completed it, and what it counted. */
async function tellCorrelations(correlator: FileCorrelator): Promise<void> {
  for (const match of correlator.matches()) await tell(`${JSON.stringify(match)}\n`)
  if (correlator.timeless > 0)
    say(`${correlator.timeless} matches say no time that can be read, so they are not correlated`)
  const { ungrouped, withoutValue } = correlator.counts()
  if (ungrouped > 0) say(`${ungrouped} matches lack a field that their correlation groups by`)
  if (withoutValue > 0) say(`${withoutValue} matches lack the value that their correlation takes`)
}

function correlatorOf(folder: RuleFolder): FileCorrelator {
  const correlator = new FileCorrelator(folder)
  for (const fault of correlator.faults) say(fault)
  return correlator
}

function withoutCorrelations(folder: RuleFolder): RuleFolder {
  return { ...folder, skipped: folder.skipped.filter(({ reason }) => reason.code !== 'correlation') }
}

async function tell(line: string): Promise<void> {
  if (!process.stdout.write(line)) await new Promise((done) => process.stdout.once('drain', done))
}

function say(line: string): void {
  process.stderr.write(`penstock: ${line}\n`)
}
