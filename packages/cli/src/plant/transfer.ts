// `penstock plant import FILE` and `plant export`: the plant of a running hub, in and out, whole or not at all.
import { access, constants } from 'node:fs/promises'
import { basename } from 'node:path'
import { HubFault, openHub, writeDownload } from '@penstock/cli/hub-client'
import { sayProgress } from '@penstock/cli/progress'
import { exportPlant, importPlant, PlantFaultView, type PlantImportView } from '@penstock/contract/plant'
import { z } from 'zod'
import { type PlantImportOptions, parsePlantExport, parsePlantImport } from './arguments.ts'

const IMPORT_USAGE =
  'usage: penstock plant import FILE --to URL [--site SITE] [--dry-run] [--token-file FILE] [--json]\n'
const EXPORT_USAGE = 'usage: penstock plant export --to URL [--site SITE] [--out FILE] [--token-file FILE]\n'

/** Exit code: 0 imported or nothing to do, 1 refused or out of reach, 2 bad usage or faults in the file. */
export async function plantImport(args: readonly string[]): Promise<number> {
  const options = parsePlantImport(args)
  if (!options.ok) return usage(options.refusal, IMPORT_USAGE)
  return await guarded(IMPORT_USAGE, async () => {
    const { json, file } = options.value
    const view = await imported(options.value)
    process.stdout.write(json ? `${JSON.stringify(view)}\n` : text(file, view))
    return 0
  })
}

/** Exit code: 0 written, 1 refused or out of reach, 2 bad usage. */
export async function plantExport(args: readonly string[]): Promise<number> {
  const options = parsePlantExport(args)
  if (!options.ok) return usage(options.refusal, EXPORT_USAGE)
  return await guarded(EXPORT_USAGE, async () => {
    const { site, out, ...address } = options.value
    await writeDownload(await openHub(address).download(exportPlant, { params: { site } }), out)
    return 0
  })
}

/** Tried first, so that a file with faults is told as one before anything of it is taken up. */
async function imported({ file, site, dryRun, ...address }: PlantImportOptions): Promise<PlantImportView> {
  await access(file, constants.R_OK).catch(() => {
    throw new HubFault(`${file} cannot be read`)
  })
  const hub = openHub(address)
  const progress = sayProgress(say)
  const send = (isDry: boolean): Promise<PlantImportView> =>
    hub.upload(
      importPlant,
      { params: { site }, query: { source: basename(file).slice(-255), dryRun: isDry ? 'true' : 'false' } },
      file,
    )
  progress('checking', 0, null)
  const tried = await send(true)
  if (dryRun) return tried
  progress('applying', 0, null)
  return await send(false)
}

function text(
  file: string,
  { isDryRun, added, changed, removed, unchanged, warnings, isConcluded }: PlantImportView,
): string {
  const verb = isDryRun ? 'would be' : 'were'
  return [
    `${file}: ${added} added, ${changed} changed and ${removed} removed ${verb} stored, ${unchanged} stay as they are`,
    ...(isConcluded ? [] : ['it is stored; register and zones follow as soon as they have taken it up']),
    ...warnings.map(faultLine),
    '',
  ].join('\n')
}

function faultLine({ path, message, mend }: PlantFaultView): string {
  return `  ${path}: ${message}${mend === null ? '' : ` → ${mend}`}`
}

async function guarded(usageLine: string, run: () => Promise<number>): Promise<number> {
  try {
    return await run()
  } catch (cause) {
    if (!(cause instanceof HubFault)) throw cause
    if (cause.isUsage) return usage(cause.message, usageLine)
    say(cause.message)
    const details = z.object({ faults: z.array(PlantFaultView) }).safeParse(cause.refused?.details)
    if (!details.success) return 1
    process.stderr.write(details.data.faults.map((fault) => `${faultLine(fault)}\n`).join(''))
    return 2
  }
}

function usage(fault: string, line: string): 2 {
  say(fault)
  process.stderr.write(line)
  return 2
}

function say(text_: string): void {
  process.stderr.write(`penstock: ${text_}\n`)
}
