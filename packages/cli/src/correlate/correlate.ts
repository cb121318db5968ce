// `penstock correlate SIGNALS…`: the chains of the sixteen scenarios in files of signals and in captures; whole, or as a team sees them.
import { readFileSync } from 'node:fs'
import { loadCrossDomainScenarios } from '@penstock/catalogs/cross-domain-scenarios@1'
import { unreadableText } from '@penstock/cli/files'
import { openPlantFile } from '@penstock/cli/plant'
import { refusalText } from '@penstock/cli/sensor'
import {
  ChainCorrelator,
  type Keyed,
  pseudonymSignal,
  pseudonymTie,
  type Signal,
  signalsOfBatch,
  type Tie,
  tellChain,
  valuesAskedFor,
} from '@penstock/model/correlation'
import { plantIndex } from '@penstock/model/plant'
import { CaptureError, observeFiles } from '@penstock/sensor/observe'
import { FEWEST_KEY_BYTES, keyedBy } from '@penstock/server/correlation'
import { type CorrelateOptions, readOptions, USAGE } from './options.ts'
import { signalsOfEvents } from './read-events.ts'
import { readSignals } from './read-signals.ts'
import { reportText, type ToldReport, withInstants } from './report.ts'

interface Input {
  readonly signals: Signal[]
  readonly ties: Tie[]
  readonly hubs: Set<string>
}

/** Exit code: 0 told, whatever was found; 1 a file is not there; 2 bad usage, a line that is no signal, or no capture. */
export async function correlate(args: readonly string[]): Promise<number> {
  const options = readOptions(args)
  if ('wrong' in options) {
    if (options.wrong !== null) say(options.wrong)
    process.stderr.write(USAGE)
    return 2
  }
  const input: Input = { signals: [], ties: [], hubs: new Set() }
  const code =
    (await readFiles(options, input)) || (await readEvents(options, input)) || (await readCaptures(options, input))
  if (code !== 0) return code
  const keyed = options.keyFile === null ? null : keyOf(options.keyFile)
  if (typeof keyed === 'number') return keyed
  const scenarios = loadCrossDomainScenarios()
  const byId = new Map(scenarios.map((one) => [one.id, one]))
  const asked = valuesAskedFor(scenarios)
  const told = keyed === null ? input : blindOf(input, keyed, asked)
  const correlator = new ChainCorrelator(scenarios, { hubs: told.hubs })
  for (const tie of told.ties) correlator.tie(tie)
  for (const signal of told.signals) if (!options.without.has(signal.kind)) correlator.push(signal)
  const counts = correlator.counts()
  const { view } = options
  const open = correlator.reports().filter(({ level }) => level !== 'none')
  const reports = open.flatMap((report): readonly ToldReport[] => {
    const scenario = byId.get(report.chain.scenario)!
    if (view === null) return [{ report, scenario, told: null }]
    const seen = tellChain(report, scenario, view.model, view.viewer, view.disclosure)
    return seen === null ? [] : [{ report, scenario, told: seen }]
  })
  // Under a model only what that team sees leaves the process.
  const document = reports.map(({ report, told }) => told ?? report)
  process.stdout.write(
    options.json ? `${JSON.stringify({ counts, chains: document }, withInstants)}\n` : reportText(reports, counts),
  )
  return 0
}

async function readFiles({ signals }: CorrelateOptions, input: Input): Promise<number> {
  let code = 0
  for (const path of signals) {
    try {
      for await (const one of readSignals(path)) {
        if (one.kind === 'signal') input.signals.push(one.signal)
        else if (one.kind === 'tie') input.ties.push(one.tie)
        else if (one.kind === 'hub') input.hubs.add(one.token)
        else {
          say(`${one.place}: ${plain(one.why)}`)
          code = 2
        }
      }
    } catch (cause) {
      const { code: reason } = cause as NodeJS.ErrnoException
      if (reason === undefined) throw cause
      say(unreadableText(path, reason))
      return 1
    }
  }
  return code
}

async function readEvents({ events, site }: CorrelateOptions, input: Input): Promise<number> {
  if (events === null) return 0
  try {
    for await (const signal of signalsOfEvents(events, site, say)) input.signals.push(signal)
    return 0
  } catch (cause) {
    const { code: reason, path } = cause as NodeJS.ErrnoException
    if (reason === undefined) throw cause
    say(unreadableText(path ?? '', reason))
    return 1
  }
}

async function readCaptures({ captures, plant, site }: CorrelateOptions, input: Input): Promise<number> {
  const read = plant === null ? null : await openPlantFile(plant)
  if (typeof read === 'number') return read
  if (captures.length === 0) return 0
  const index = read === null ? null : plantIndex(read.plant)
  // By the asset's id and name a packet and a line of a log mean the same station.
  const namesOf = (address: string): readonly string[] => {
    const asset = index?.assetByIp(address) ?? null
    return asset === null ? [] : [asset.id, asset.name]
  }
  const ground = { site, namesOf }
  try {
    for (const batch of observeFiles(captures)) input.signals.push(...signalsOfBatch(batch, ground))
    return 0
  } catch (cause) {
    if (!(cause instanceof CaptureError)) throw cause
    say(refusalText(cause.refusal))
    return cause.refusal.code === 'capture.unreadable' ? 1 : 2
  }
}

function blindOf({ signals, ties, hubs }: Input, keyed: Keyed, asked: ReadonlySet<string>): Input {
  // A hub has a name in every period in which something is told of it.
  const instants = signals.map(({ at }) => at)
  const blindHubs = [...hubs].flatMap((hub) => {
    const [name, ...rest] = hub.split(':')
    return instants.flatMap((from) => {
      const tie = pseudonymTie({ id: 'hub', kind: 'placement', entities: { [name!]: [rest.join(':')] }, from }, keyed)
      return Object.values(tie.entities).flatMap((things) => things.flat().map((one) => `${name}:${one}`))
    })
  })
  return {
    signals: signals.map((signal) => pseudonymSignal(signal, keyed, asked)),
    ties: ties.map((tie) => pseudonymTie(tie, keyed)),
    hubs: new Set(blindHubs),
  }
}

/** HMAC-SHA-256 under a key of the period, made from the key in the file; 1 or 2 after saying what is wrong with it. */
function keyOf(path: string): Keyed | 1 | 2 {
  let secret: Buffer
  try {
    secret = readFileSync(path)
  } catch (cause) {
    say(unreadableText(path, (cause as NodeJS.ErrnoException).code ?? 'no reason given'))
    return 1
  }
  if (secret.length < FEWEST_KEY_BYTES) {
    say(`${path}: a key has ${FEWEST_KEY_BYTES} bytes or more; make one with \`openssl rand -out FILE 32\``)
    return 2
  }
  return keyedBy(secret)
}

function plain(text: string): string {
  return text.replaceAll(/\p{C}/gu, '·').slice(0, 300)
}

function say(text: string): void {
  process.stderr.write(`penstock: ${text}\n`)
}
