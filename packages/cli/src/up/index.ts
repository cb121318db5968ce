// `penstock up`: the server with embedded engines on a folder of one's own; with `--demo`, the demonstration plant as well.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { loadDemonstration, makeDemonstration } from '@penstock/cli/demo'
import { type Served, serve } from '@penstock/cli/serve'
import { StoreError } from '@penstock/store/state'
import { z } from 'zod'

const Settings = z.strictObject({
  data: z.string().min(1).default('data'),
  port: z.coerce.number().int().min(0).max(65_535).default(8420),
  demo: z.boolean().default(false),
  'log-level': z.enum(['silent', 'warn', 'info']).default('warn'),
})

const PAGES = new URL('../../../../build/web', import.meta.url).pathname

function say(text: string): void {
  process.stderr.write(`penstock: ${text}\n`)
}

/** Runs until SIGINT or SIGTERM. Exit code: 0 stopped, 1 could not start, 2 bad usage. */
export async function up(args: readonly string[]): Promise<number> {
  const settings = readSettings(args)
  if (settings === null) return 2
  if (!existsSync(join(PAGES, 'index.html'))) {
    say('the pages are not built; `npm start` builds them')
    return 1
  }
  const { data, port, demo } = settings
  const served = await start(() => serve({ data, port, pages: PAGES, logLevel: settings['log-level'], onStep: say }))
  if (served === null) return 1
  const stopped = untilSignal()
  if (demo) await demonstrate(served, data)
  say(`open ${served.url}`)
  if (served.link !== null) say(`sign in once with ${served.link}`)
  await stopped
  say('stopping')
  await served.stop()
  return 0
}

async function demonstrate(served: Served, data: string): Promise<void> {
  say('making the demonstration plant and its traffic')
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

function readSettings(args: readonly string[]): z.infer<typeof Settings> | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        port: { type: 'string' },
        demo: { type: 'boolean' },
        'log-level': { type: 'string' },
      },
    })
    const settings = Settings.safeParse(values)
    if (settings.success) return settings.data
    for (const issue of settings.error.issues) say(`--${issue.path.join('.')}: ${issue.message}`)
  } catch (cause) {
    say(cause instanceof Error ? cause.message : String(cause))
  }
  say('usage: penstock up [--data DIR] [--port N] [--demo] [--log-level silent|warn|info]')
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
