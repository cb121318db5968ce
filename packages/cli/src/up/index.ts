// `penstock up`: the server, with embedded engines or those of the configuration; with `--demo`, the demonstration plant as well.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Configuration, readConfiguration, shownConfiguration } from '@penstock/cli/config'
import { loadDemonstration, makeDemonstration } from '@penstock/cli/demo'
import { type Served, serve } from '@penstock/cli/serve'
import { StoreError } from '@penstock/store/state'

const UP_USAGE = 'penstock up [--config FILE] [--data DIR] [--port N] [--demo] [--log-level silent|warn|info]'
const SHOW_USAGE = 'penstock config show [--config FILE] [--data DIR] [--port N]'

const PAGES = new URL('../../../../build/web', import.meta.url).pathname

function say(text: string): void {
  process.stderr.write(`penstock: ${text}\n`)
}

/** Runs until SIGINT or SIGTERM. Exit code: 0 stopped, 1 could not start, 2 bad usage. */
export async function up(args: readonly string[]): Promise<number> {
  const settings = readSettings(args, UP_USAGE)
  if (settings === null) return 2
  if (!existsSync(join(PAGES, 'index.html'))) {
    say('the pages are not built; `npm start` builds them')
    return 1
  }
  const { configuration, isDemonstration } = settings
  const served = await start(() =>
    serve({
      ...configuration,
      pages: PAGES,
      configuration: shownConfiguration(configuration),
      onStep: say,
      onLink: (link) => say(`sign in once with ${link}`),
    }),
  )
  if (served === null) return 1
  const stopped = untilSignal()
  if (isDemonstration) await demonstrate(served, configuration.data)
  say(`open ${served.url}`)
  if (served.link !== null) say(`sign in once with ${served.link}`)
  await stopped
  say('stopping')
  await served.stop()
  return 0
}

/** `penstock config show`: the configuration in force, without its secrets. */
export async function configShow(args: readonly string[]): Promise<number> {
  const settings = readSettings(args, SHOW_USAGE)
  if (settings === null) return 2
  process.stdout.write(`${JSON.stringify(shownConfiguration(settings.configuration), null, 2)}\n`)
  return await Promise.resolve(0)
}

async function demonstrate(served: Served, data: string): Promise<void> {
  if (!existsSync(join(data, 'demo'))) say('making the demonstration plant and its traffic')
  // The traffic ends now, so that what it shows is fresh.
  const made = makeDemonstration(join(data, 'demo'), Date.now() - 600_000)
  const link = await served.issueLink()
  if (link === null) return
  const isLoaded = await loadDemonstration(served.url, link, made)
  say(
    isLoaded
      ? 'Wrenfield Works is loaded; its traffic is being read'
      : 'the data folder has a plant already; it stays as it is',
  )
}

interface Settings {
  readonly configuration: Configuration
  readonly isDemonstration: boolean
}

function readSettings(args: readonly string[], usage: string): Settings | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        config: { type: 'string' },
        data: { type: 'string' },
        port: { type: 'string' },
        demo: { type: 'boolean', default: false },
        'log-level': { type: 'string' },
      },
    })
    const { config, demo, data, port } = values
    const read = readConfiguration(config, { data, port, logLevel: values['log-level'] })
    if ('configuration' in read) return { configuration: read.configuration, isDemonstration: demo }
    for (const fault of read.faults) say(`${fault.place}: ${fault.message}`)
  } catch (cause) {
    say(cause instanceof Error ? cause.message : String(cause))
  }
  say(`usage: ${usage}`)
  return null
}

async function start(begin: () => Promise<Served>): Promise<Served | null> {
  try {
    return await begin()
  } catch (cause) {
    const isPortTaken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE'
    if (isPortTaken) say('the port is taken by another program; choose another with --port')
    else if (cause instanceof StoreError || cause instanceof Error) say(cause.message)
    else throw cause
    return null
  }
}

async function untilSignal(): Promise<void> {
  await new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => done())
  })
}
