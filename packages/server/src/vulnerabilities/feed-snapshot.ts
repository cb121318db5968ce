// The advisories that stand and the lists beside them, ready to be held against devices. Built a few documents at a time, so that the
// hub answers meanwhile; thousands of advisories take seconds.
import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { type EpochMicros, isoOfMicros } from '@penstock/model/kernel'
import {
  BillIndex,
  type EpssScores,
  type KevCatalogue,
  latestRevisions,
  Matcher,
  readAdvisory,
  readEpss,
  readKev,
  readSbom,
  type SoftwareBill,
} from '@penstock/model/vulnerabilities'
import { HUB_SERVICE } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import type { Tx } from './queries.ts'
import * as queries from './queries.ts'

const unzip = promisify(gunzip)

export interface KnownAdvisory {
  readonly title: string
  readonly publishedAt: EpochMicros
  readonly weaknesses: readonly { readonly id: string; readonly cvss: string | null }[]
}

export interface FeedSnapshot {
  /** How many revisions and lists it was built from. */
  readonly feed: number
  readonly matcher: Matcher
  /** By advisory id. */
  readonly advisories: ReadonlyMap<string, KnownAdvisory>
  readonly bills: BillIndex
  readonly kev: KevCatalogue | null
  readonly epss: EpssScores | null
}

const DOCUMENTS = 25
/** Lines of scores that are looked at before the hub goes on with other work. */
const LINES = 20_000

export async function buildSnapshot(store: Store<CoreTables>): Promise<FeedSnapshot> {
  const read = <T>(run: (tx: Tx) => Promise<T>): Promise<T> => store.transaction(HUB_SERVICE, run)
  const { feed, marks, lists } = await read(async (tx) => ({
    feed: await queries.countFeed(tx),
    marks: await queries.listRevisionMarks(tx),
    lists: await queries.listNewestLists(tx),
  }))
  const standing = latestRevisions(
    marks.map((row) => ({ ...row, uuid: row.id, id: row.advisory_id, currentDate: isoOfMicros(row.published_at) })),
  ).filter((row) => !row.is_withdrawn)
  const matcher = new Matcher()
  const advisories = new Map<string, KnownAdvisory>()
  const publishedAt = new Map(standing.map((row) => [row.uuid, row.published_at]))
  for (let from = 0; from < standing.length; from += DOCUMENTS) {
    const ids = standing.slice(from, from + DOCUMENTS).map(({ uuid }) => uuid)
    for (const { id, document } of await read((tx) => queries.listDocuments(tx, ids))) {
      const advisory = readAdvisory(document)
      // It was read before it was stored; a later product may read less, and says so in its counts.
      if (!advisory.ok) continue
      matcher.enter(advisory.value)
      const { title, weaknesses } = advisory.value
      advisories.set(advisory.value.id, {
        title,
        publishedAt: publishedAt.get(id)!,
        weaknesses: weaknesses.map((weakness) => ({ id: weakness.id, cvss: weakness.cvss })),
      })
      await setImmediate()
    }
  }
  const named = new Set(standing.flatMap(({ cves }) => cves))
  const textOf = async (kind: string): Promise<string | null> => {
    const list = lists.find((one) => one.kind === kind)
    if (list === undefined) return null
    return (await unzip(await read((tx) => queries.getListDocument(tx, list.id)))).toString('utf8')
  }
  const [kev, epss] = [await textOf('kev'), await textOf('epss')]
  return {
    feed,
    matcher,
    advisories,
    bills: new BillIndex(await readBills(await read((tx) => queries.listBills(tx, null)))),
    kev: kev === null ? null : okOrNull(readKev(kev)),
    epss: epss === null ? null : okOrNull(readEpss(await scoresOf(epss, named))),
  }
}

/** What was read before it was stored; a later product may read less. */
export async function readBills(rows: readonly { readonly document: Uint8Array }[]): Promise<readonly SoftwareBill[]> {
  const bills: SoftwareBill[] = []
  for (const { document } of rows) {
    const bill = okOrNull(readSbom((await unzip(document)).toString('utf8')))
    if (bill !== null) bills.push(bill)
    await setImmediate()
  }
  return bills
}

function okOrNull<Value>(read: { readonly ok: true; readonly value: Value } | { readonly ok: false }): Value | null {
  return read.ok ? read.value : null
}

/** The lines of a list of scores that are about weaknesses which some advisory names. */
async function scoresOf(text: string, named: ReadonlySet<string>): Promise<string> {
  const kept: string[] = []
  for (const [at, line] of text.split('\n').entries()) {
    if (!line.startsWith('CVE-') || named.has(line.slice(0, line.indexOf(',')))) kept.push(line)
    if (at % LINES === 0) await setImmediate()
  }
  return kept.join('\n')
}
