// Starts the real product for a browser test: pages as built for release, hub and cells on a folder of their own.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Demonstration, loadDemonstration, makeDemonstration } from '@penstock/cli/demo'
import { serve } from '@penstock/cli/serve'

export interface Product {
  readonly url: string
  /** Plant file and capture of the demonstration, on disk; made when first asked for, loaded only on demand. */
  readonly files: Demonstration
  /** A fresh one-time link. */
  readonly link: () => Promise<string>
  /** May be called again. */
  readonly stop: () => Promise<void>
}

const TRAFFIC_BEGAN_MS_AGO = 600_000

export async function startProduct(kind: 'empty' | 'demonstration'): Promise<Product> {
  const data = mkdtempSync(join(tmpdir(), 'penstock-e2e-'))
  let files: Demonstration | undefined
  const made = () => (files ??= makeDemonstration(join(data, 'files'), Date.now() - TRAFFIC_BEGAN_MS_AGO))
  const served = await serve({ data: join(data, 'data'), port: 0, pages: 'build/web', logLevel: 'silent' })
  const link = async () => {
    const issued = await served.issueLink()
    if (issued === null) throw new Error('the product gave no sign-in link')
    return issued
  }
  if (kind === 'demonstration') await loadDemonstration(served.url, await link(), made())
  let ending: Promise<void> | undefined
  const end = async () => {
    await served.stop()
    rmSync(data, { recursive: true, force: true })
  }
  const stop = async () => {
    ending ??= end()
    await ending
  }
  return {
    url: served.url,
    get files() {
      return made()
    },
    link,
    stop,
  }
}
