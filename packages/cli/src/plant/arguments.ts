// What `plant import` and `plant export` take from the command line.
import { parseArgs } from 'node:util'
import { accept, type Result, refuse, SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'

const Site = SiteKey.default('default')

const PlantImportOptions = z.strictObject({
  file: z.string().min(1),
  site: Site,
  /** Folder of the server's data. */
  data: z.string().min(1),
  dryRun: z.boolean(),
  json: z.boolean(),
})
export type PlantImportOptions = z.infer<typeof PlantImportOptions>

const PlantExportOptions = z.strictObject({
  site: Site,
  data: z.string().min(1),
  /** Where to write; null is standard output. */
  out: z.string().min(1).nullable(),
})
export type PlantExportOptions = z.infer<typeof PlantExportOptions>

/** `plant import FILE --data DIR [--site SITE] [--dry-run] [--json]`, or what is wrong with it. */
export function parsePlantImport(args: readonly string[]): Result<PlantImportOptions, string> {
  return parsed(() => {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        site: { type: 'string' },
        data: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
      strict: true,
      allowPositionals: true,
    })
    if (positionals.length > 1) throw new TypeError('one FILE is wanted')
    const { 'dry-run': dryRun, ...rest } = values
    return PlantImportOptions.parse({ ...rest, dryRun, file: positionals[0] })
  })
}

/** `plant export --data DIR [--site SITE] [--out FILE]`, or what is wrong with it. */
export function parsePlantExport(args: readonly string[]): Result<PlantExportOptions, string> {
  return parsed(() => {
    const { values } = parseArgs({
      args: [...args],
      options: { site: { type: 'string' }, data: { type: 'string' }, out: { type: 'string' } },
      strict: true,
      allowPositionals: false,
    })
    return PlantExportOptions.parse({ ...values, out: values.out ?? null })
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
