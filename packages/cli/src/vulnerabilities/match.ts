// `penstock vulnerabilities match`: per asset and advisory a grade, the range that decided, the facts, and SSVC, in OT order.
import { parseArgs } from 'node:util'
import { loadSsvcTables } from '@penstock/catalogs/ssvc-tables@1'
import {
  BillIndex,
  bestMatches,
  currentAdvisories,
  Matcher,
  readEpss,
  readKev,
  readSbom,
} from '@penstock/model/vulnerabilities'
import { readAssetFile } from './asset-file.ts'
import { type LoadRefusal, listMissing, loadAdvisories, loadDocuments, loadFeed } from './load-feeds.ts'
import { matchReport, reportText } from './report.ts'

const USAGE =
  'usage: penstock vulnerabilities match --assets FILE --advisories DIR [--sbom DIR] [--kev FILE] [--epss FILE] [--json]\n'

/** Exit code: 0 matched, whatever was found; 1 a file is not there; 2 bad usage or bad input. */
export async function vulnerabilitiesMatch(args: readonly string[]): Promise<number> {
  const options = parse(args)
  if (options === null) {
    process.stderr.write(USAGE)
    return 2
  }
  const assets = loadFeed(options.assets, readAssetFile)
  if (!assets.ok) return refused(assets.refusal)
  for (const warning of assets.value.warnings) process.stderr.write(`penstock: ${options.assets}: ${warning}\n`)
  const kev = options.kev === null ? null : loadFeed(options.kev, readKev)
  if (kev?.ok === false) return refused(kev.refusal)
  const epss = options.epss === null ? null : loadFeed(options.epss, readEpss)
  if (epss?.ok === false) return refused(epss.refusal)
  const advisories = loadAdvisories(options.advisories)
  if (!advisories.ok) return refused(advisories.refusal)
  for (const id of listMissing(options.advisories))
    process.stderr.write(
      `penstock: ${options.advisories}: ${id} is in the publisher's list, and no file of it is here\n`,
    )
  const bills = options.sbom === null ? null : loadDocuments(options.sbom, readSbom, 'bill of materials')
  if (bills?.ok === false) return refused(bills.refusal)
  const matcher = new Matcher(advisories.value)
  const index = new BillIndex(bills?.value ?? [])
  const matches = assets.value.assets.flatMap((asset) =>
    bestMatches(matcher, [{ identity: asset }, ...index.componentsOf(asset)]).map(({ match }) => match),
  )
  const report = matchReport(
    matches,
    currentAdvisories(advisories.value),
    { kev: kev?.value ?? null, epss: epss?.value ?? null },
    loadSsvcTables(),
  )
  const counts = { assets: assets.value.assets.length, advisories: matcher.advisories }
  process.stdout.write(options.json ? `${JSON.stringify({ ...counts, ...report })}\n` : reportText(report, counts))
  return 0
}

interface MatchOptions {
  readonly assets: string
  readonly advisories: string
  readonly sbom: string | null
  readonly kev: string | null
  readonly epss: string | null
  readonly json: boolean
}

function parse(args: readonly string[]): MatchOptions | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        assets: { type: 'string' },
        advisories: { type: 'string' },
        sbom: { type: 'string' },
        kev: { type: 'string' },
        epss: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
      strict: true,
      allowPositionals: false,
    })
    const { assets, advisories, sbom, kev, epss, json } = values
    if (assets === undefined || advisories === undefined) return null
    return { assets, advisories, sbom: sbom ?? null, kev: kev ?? null, epss: epss ?? null, json }
  } catch (cause) {
    process.stderr.write(`penstock: ${cause instanceof Error ? cause.message : String(cause)}\n`)
    return null
  }
}

function refused(refusal: LoadRefusal): number {
  process.stderr.write(refusal.lines.map((line) => `penstock: ${line}\n`).join(''))
  return refusal.code
}
