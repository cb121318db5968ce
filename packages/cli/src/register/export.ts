// `penstock register export`: the register of a running hub as a file, as its page exports it.
import { parseArgs } from 'node:util'
import { HubFault, openHub, writeDownload } from '@penstock/cli/hub-client'
import { ExportFormat, exportAssets } from '@penstock/contract/assets'
import { SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'

const USAGE =
  'penstock register export --to URL [--site SITE] [--format csv|xlsx|cyclonedx|netbox-devices|netbox-interfaces] [--out FILE] [--token-file FILE]'

const Options = z.strictObject({
  to: z.string().min(1),
  tokenFile: z.string().min(1).optional(),
  site: SiteKey.optional(),
  format: ExportFormat.default('csv'),
  out: z.string().min(1).optional(),
})

/** Exit code: 0 written, 1 refused or out of reach, 2 bad usage. */
export async function registerExport(args: readonly string[]): Promise<number> {
  try {
    const { site, format, out, ...address } = parse(args)
    const query = { format, ...(site === undefined ? {} : { site }) }
    await writeDownload(await openHub(address).download(exportAssets, { query }), out ?? null)
    return 0
  } catch (cause) {
    if (!(cause instanceof HubFault)) throw cause
    process.stderr.write(`penstock: ${cause.message}\n`)
    if (cause.isUsage) process.stderr.write(`usage: ${USAGE}\n`)
    return cause.isUsage ? 2 : 1
  }
}

function parse(args: readonly string[]): z.infer<typeof Options> {
  try {
    const text = { type: 'string' } as const
    const options = { to: text, 'token-file': text, site: text, format: text, out: text }
    const { values } = parseArgs({ args: [...args], options, strict: true, allowPositionals: false })
    const { 'token-file': tokenFile, ...rest } = values
    return Options.parse({ ...rest, tokenFile })
  } catch (cause) {
    const text =
      cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause instanceof Error ? cause.message : cause)
    throw new HubFault(text, { isUsage: true })
  }
}
