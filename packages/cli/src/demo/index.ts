// The demonstration: Wrenfield Works is imported and its traffic, made from the plant's flows, is read by the real sensor. It goes in
// by the same doors that a person uses, signed in as the founder.
import { createHash } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { micros } from '@penstock/model/kernel'
import { planTraffic, TrafficPlant, writeTraffic } from '@penstock/sensor/traffic'

export interface Demonstration {
  readonly plantFile: string
  readonly captureFile: string
}

const DURATION_S = 600
const SEED = 1

/** Writes plant file and capture into `folder`, once; the same bytes every time, but for the instant at which the traffic begins. */
export function makeDemonstration(
  folder: string,
  startAtMs: number,
  text: string = loadWrenfieldWorksText(),
): Demonstration {
  mkdirSync(folder, { recursive: true })
  const name = createHash('sha256').update(text).digest('hex').slice(0, 12)
  const plantFile = join(folder, 'wrenfield-works.plant.json')
  const captureFile = join(folder, `wrenfield-works-${name}.pcap`)
  if (!existsSync(plantFile)) writeFileSync(plantFile, text)
  if (!existsSync(captureFile)) {
    const plan = planTraffic(TrafficPlant.parse(JSON.parse(text)), {
      startAt: micros(startAtMs * 1000),
      durationS: DURATION_S,
      seed: SEED,
    })
    const making = `${captureFile}.making`
    const file = openSync(making, 'w')
    writeTraffic(plan, (bytes) => void writeSync(file, bytes))
    closeSync(file)
    renameSync(making, captureFile)
  }
  return { plantFile, captureFile }
}

/** Loads the demonstration into a running hub that has no plant yet. Answers false when there was one already. */
export async function loadDemonstration(url: string, link: string, made: Demonstration): Promise<boolean> {
  const session = await signIn(url, link)
  const sites = (await session.get('/api/sites')) as {
    items: { site: string; version: number; plantImportedAt: string | null }[]
  }
  const site = sites.items[0]
  if (site === undefined || site.plantImportedAt !== null) return false
  await session.send(
    'PATCH',
    `/api/sites/${site.site}`,
    JSON.stringify({ version: site.version, name: 'Wrenfield Works' }),
    'application/json',
  )
  const upload = 'application/octet-stream'
  await session.send(
    'POST',
    `/api/sites/${site.site}/plant?source=Wrenfield%20Works`,
    await readFile(made.plantFile),
    upload,
  )
  await session.send(
    'POST',
    `/api/ot/captures?site=${site.site}&name=wrenfield-works.pcap`,
    await readFile(made.captureFile),
    upload,
  )
  await session.send('DELETE', '/api/session', null, upload)
  return true
}

async function signIn(url: string, link: string) {
  const token = link.slice(link.indexOf('#') + 1)
  const opened = await fetch(`${url}/api/session/link`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  })
  if (!opened.ok) throw new Error(`the demonstration could not sign in: ${opened.status} ${await opened.text()}`)
  const { csrfToken } = (await opened.json()) as { readonly csrfToken: string }
  const cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const answer = async (path: string, init: RequestInit): Promise<unknown> => {
    const got = await fetch(url + path, init)
    if (!got.ok) throw new Error(`the demonstration stopped at ${path}: ${got.status} ${await got.text()}`)
    return got.status === 204 ? undefined : await got.json()
  }
  return {
    get: (path: string) => answer(path, { headers: { cookie } }),
    send: (method: string, path: string, body: string | Uint8Array<ArrayBuffer> | null, type: string) =>
      answer(path, {
        method,
        headers: { cookie, 'x-penstock-csrf': csrfToken, ...(body === null ? {} : { 'content-type': type }) },
        body,
      }),
  }
}
