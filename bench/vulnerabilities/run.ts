// The matcher: recall and precision on hand-checked identities against the sample advisories, then 2,400 advisories against 5,000 assets
// and one changed asset. Exit 1 below the floors.
//   node bench/vulnerabilities/run.ts [advisories folder] [advisories] [assets]
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Advisory, Matcher, readCsaf } from '@penstock/model/vulnerabilities'
import { IDENTITIES } from './identities.ts'
import { deviceOf, judgeIdentities } from './judge.ts'

const FLOORS = { recall: 0.95, precision: 0.98, allS: 60, oneS: 1 }
const SAMPLES = fileURLToPath(new URL('../../../shared/samples/csaf/', import.meta.url))

const folder = process.argv[2] ?? SAMPLES
const wantedAdvisories = Number(process.argv[3] ?? 2400)
const wantedAssets = Number(process.argv[4] ?? 5000)

if (existsSync(folder)) process.exitCode = run()
else print(`${folder} is not there: nothing to hold the matcher against`)

function run(): number {
  const texts = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
  const faults: string[] = []
  const score = judgeIdentities(new Matcher(texts.map(read)))
  for (const miss of score.misses) print(`  ${miss}`)
  const { counts } = score
  print(
    `${score.identities} identities, ${texts.length} advisories: recall ${score.recall.toFixed(3)} (${counts.found} of ${counts.affected} as A or B; ${score.recallWithChecks.toFixed(3)} with C), precision ${score.precision.toFixed(3)} (${counts.given} given), ${score.wrongA} wrong A`,
  )
  if (score.recall < FLOORS.recall) faults.push('recall')
  if (score.precision < FLOORS.precision) faults.push('precision')
  if (score.wrongA > 0) faults.push('A where the hand check says otherwise')
  const started = process.cpuUsage()
  const wall = performance.now()
  const many = Array.from({ length: wantedAdvisories }, (_, at) => read(copyOf(texts[at % texts.length]!, at)))
  const matcher = new Matcher(many)
  const readS = (performance.now() - wall) / 1000
  let matches = 0
  for (let at = 0; at < wantedAssets; at += 1) matches += matcher.match(deviceAt(at)).length
  const allS = (performance.now() - wall) / 1000
  const one = performance.now()
  matcher.match(deviceAt(7))
  const oneS = (performance.now() - one) / 1000
  const cpu = process.cpuUsage(started)
  print(
    `${wantedAdvisories} advisories × ${wantedAssets} assets: ${allS.toFixed(1)} s (${readS.toFixed(1)} s of it reading), ${((cpu.user + cpu.system) / 1e6).toFixed(1)} CPU s, ${matches} matches; one asset ${(oneS * 1000).toFixed(1)} ms`,
  )
  if (allS > FLOORS.allS) faults.push('all assets')
  if (oneS > FLOORS.oneS) faults.push('one asset')
  for (const fault of faults) print(`below its floor: ${fault}`)
  return faults.length === 0 ? 0 : 1
}

/** The same advisory under another id and other CVEs. */
function copyOf(text: string, at: number): string {
  const round = String(at).padStart(5, '0')
  return text
    .replaceAll(/(ICSA-\d\d-\d{3}-\d\d)/gi, `$1-${round}`)
    .replaceAll(/CVE-\d{4}-(\d{4,})/g, `CVE-2031-${round}$1`)
}

/** Identities in turn; each round with other versions. */
function deviceAt(at: number) {
  const identity = IDENTITIES[at % IDENTITIES.length]!
  const version = identity.version?.replace(/\d+$/, (last) =>
    String((Number(last) + Math.floor(at / IDENTITIES.length)) % 40),
  )
  return { ...deviceOf(identity, at), version: version ?? null }
}

function read(text: string): Advisory {
  const advisory = readCsaf(text)
  if (!advisory.ok) throw new Error(JSON.stringify(advisory.refusal))
  return advisory.value
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
