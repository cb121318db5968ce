// What `plant import` and `plant export` take from the command line.
import { parseArgs } from 'node:util'
import { accept, type Result, refuse, SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'

const Site = SiteKey.default('default')

const PlantImportOptions = z.strictObject({
  file: z.string().min(1),
  site: Site,
  /** Address of the hub. */
  to: z.string().min(1),
  tokenFile: z.string().min(1).optional(),
  dryRun: z.boolean(),
  json: z.boolean(),
})
export type PlantImportOptions = z.infer<typeof PlantImportOptions>

const PlantExportOptions = z.strictObject({
  site: Site,
  to: z.string().min(1),
  tokenFile: z.string().min(1).optional(),
  /** Where to write; null is standard output. */
  out: z.string().min(1).nullable(),
})
export type PlantExportOptions = z.infer<typeof PlantExportOptions>

/** `plant import FILE --to URL [--site SITE] [--dry-run] [--token-file FILE] [--json]`, or what is wrong with it. */
export function parsePlantImport(args: readonly string[]): Result<PlantImportOptions, string> {
  return parsed(() => {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        site: { type: 'string' },
        to: { type: 'string' },
        'token-file': { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
      strict: true,
      allowPositionals: true,
    })
    if (positionals.length > 1) throw new TypeError('one FILE is wanted')
    const { 'dry-run': dryRun, 'token-file': tokenFile, ...rest } = values
    return PlantImportOptions.parse({ ...rest, dryRun, tokenFile, file: positionals[0] })
  })
}

/** `plant export --to URL [--site SITE] [--out FILE] [--token-file FILE]`, or what is wrong with it. */
export function parsePlantExport(args: readonly string[]): Result<PlantExportOptions, string> {
  return parsed(() => {
    const { values } = parseArgs({
      args: [...args],
      options: {
        site: { type: 'string' },
        to: { type: 'string' },
        'token-file': { type: 'string' },
        out: { type: 'string' },
      },
      strict: true,
      allowPositionals: false,
    })
    const { 'token-file': tokenFile, ...rest } = values
    return PlantExportOptions.parse({ ...rest, tokenFile, out: values.out ?? null })
  })
}

function parsed<Options>(read: () => Options): Result<Options, string> {
  try {
    return accept(read())
  } catch (cause) {
    if (cause instanceof z.ZodError) return refuse(z.prettifyError(cause))
    return refuse(cause instanceof Error ? cause.message : String(cause))
  }
}
