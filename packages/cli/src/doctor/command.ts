// Reads the folder and tells what it found, worst first.
import { existsSync, statfsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Configuration, readConfiguration } from '@penstock/cli/config'
import { checkFolder } from './check-folder.ts'
import { checkSensor } from './check-sensor.ts'
import { checkHolder, checkStart } from './check-serving.ts'
import { checkStores } from './check-stores.ts'
import type { Finding } from './finding.ts'

const USAGE =
  'usage: penstock doctor [--data DIR] [--config FILE] [--port N] [--json]\n       penstock doctor --state DIR [--json]\n'

/** Exit code: 0 nothing is wrong, 1 something is, 2 bad usage. */
export async function doctor(args: readonly string[]): Promise<number> {
  const options = parse(args)
  if (options === null) return 2
  const { json, state } = options
  const place = state ?? options.configuration.data
  if (!existsSync(place)) {
    const which = state === undefined ? 'the server was started with' : 'the sensor runs with'
    process.stderr.write(`penstock: ${place} does not exist; name the folder that ${which}\n`)
    return 1
  }
  const { stores, findings } =
    state === undefined
      ? await checkData(options.configuration)
      : { stores: null, findings: checkSensor(state, Date.now()) }
  const sorted = [...findings].sort(bySeverity)
  if (json) {
    const said = { ok: sorted.length === 0, ...(stores === null ? {} : { stores }), findings: sorted }
    process.stdout.write(`${JSON.stringify(said)}\n`)
  } else process.stdout.write(sorted.map(sentence).join('') + conclusion(sorted.length, stores))
  return sorted.length === 0 ? 0 : 1
}

async function checkData({ data, port }: Configuration) {
  const nowMs = Date.now()
  const around = {
    nodeVersion: process.version,
    nowMs,
    userId: process.getuid?.() ?? null,
    path: process.env['PATH'] ?? '',
    freeBytes: (folder: string) => {
      const { bavail, bsize } = statfsSync(folder)
      return bavail * bsize
    },
  }
  const { state: stores, findings: ofStores } = await checkStores(data, nowMs)
  const ofServer = stores === 'served' ? await checkHolder(data) : await checkStart(data, port)
  return { stores, findings: [...(await checkFolder(data, around)), ...ofServer, ...ofStores] }
}

function conclusion(count: number, state: 'checked' | 'served' | null): string {
  const stores = state === 'served' ? '; a server has the folder, so its stores and chains were left to it' : ''
  return `${count === 0 ? 'nothing is wrong' : `${count} found`}${stores}\n`
}

function sentence({ code, severity, place, meaning, mend }: Finding): string {
  return `${severity} ${code}\n  ${place}\n  ${meaning}\n  mend: ${mend}\n`
}

function bySeverity(a: Finding, b: Finding): number {
  return a.severity === b.severity ? 0 : a.severity === 'fault' ? -1 : 1
}

interface Options {
  readonly configuration: Configuration
  /** Folder of a sensor, in place of a server's. */
  readonly state: string | undefined
  readonly json: boolean
}

function parse(args: readonly string[]): Options | null {
  try {
    const text = { type: 'string' } as const
    const { values } = parseArgs({
      args: [...args],
      options: { data: text, config: text, port: text, state: text, json: { type: 'boolean', default: false } },
      strict: true,
      allowPositionals: false,
    })
    const { config, data, port, state, json } = values
    const read = readConfiguration(config, { data, port })
    if ('configuration' in read) return { configuration: read.configuration, state, json }
    throw new Error(read.faults.map(({ place, message }) => `${place}: ${message}`).join('; '))
  } catch (cause) {
    process.stderr.write(`penstock: ${cause instanceof Error ? cause.message : String(cause)}\n${USAGE}`)
    return null
  }
}
