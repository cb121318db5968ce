// What the stores of a stopped folder say: whether they open, whether their chains hold, whether they fit together, and whether the clock
// has gone back since the last entry.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { verifyStores } from '@penstock/server/audit'
import { claimOf, judgeConsistency, SECTIONS, type SectionStore } from '@penstock/server/backup'
import { CELL_SERVICE, HUB_SERVICE } from '@penstock/server/runtime'
import { openEmbeddedStore, StoreError } from '@penstock/store/state'
import type { CoreTables, MonitoringTables } from '@penstock/store/tables'
import type { Finding } from './finding.ts'

export type StoresState = 'checked' | 'served'

/** Embedded stores only; a folder that a server has is left to it. */
export async function checkStores(
  data: string,
  nowMs: number,
): Promise<{ readonly state: StoresState; readonly findings: readonly Finding[] }> {
  const sections = SECTIONS.filter((section) => existsSync(join(data, section, 'pg')))
  if (sections.length === 0) return { state: 'checked', findings: [noStores(data)] }
  try {
    const chains = await verifyStores({ data })
    await using opened = new AsyncDisposableStack()
    const stores: SectionStore[] = []
    for (const section of sections) {
      const folder = join(data, section)
      if (section === 'core')
        stores.push({ section, store: opened.use(await openEmbeddedStore<CoreTables>({ folder, schema: 'core' })) })
      else {
        const schema = 'monitoring'
        stores.push({ section, store: opened.use(await openEmbeddedStore<MonitoringTables>({ folder, schema })) })
      }
    }
    const claims = []
    for (const store of stores) claims.push(await claimOf(store))
    const findings = [
      ...chains.filter(({ ok }) => !ok).map(({ chain, faults }) => brokenChain(data, chain, faults.length)),
      ...judgeConsistency(claims).map((fault) => unfit(data, fault)),
    ]
    for (const store of stores)
      findings.push(
        ...(await checkClock(store, nowMs)),
        ...(await checkCaptures(store, data)),
        ...(await checkMisuse(store, data)),
      )
    return { state: 'checked', findings }
  } catch (cause) {
    if (!(cause instanceof StoreError)) throw cause
    if (cause.code === 'store.locked') return { state: 'served', findings: [] }
    return { state: 'checked', findings: [shut(data, cause)] }
  }
}

async function checkClock(opened: SectionStore, nowMs: number): Promise<Finding[]> {
  const newest =
    opened.section === 'core'
      ? await opened.store.transaction(HUB_SERVICE, (tx) =>
          tx.selectFrom('audit_entry').select('at').orderBy('seq', 'desc').limit(1).executeTakeFirst(),
        )
      : await opened.store.transaction(CELL_SERVICE, (tx) =>
          tx.selectFrom('audit_entry').select('at').orderBy('seq', 'desc').limit(1).executeTakeFirst(),
        )
  if (newest === undefined || newest.at / 1000 <= nowMs) return []
  return [
    {
      code: 'doctor.clock-back',
      severity: 'fault',
      place: `${opened.section} audit chain`,
      meaning:
        'its last entry lies in the future: the clock of this machine went back, and new records would seem older than old ones',
      mend: 'set the clock by NTP before you start the server',
    },
  ]
}

/** What a sensor brings to the door of the other domain is not read until somebody has looked. */
async function checkMisuse(opened: SectionStore, data: string): Promise<Finding[]> {
  if (opened.section !== 'core') return []
  const rows = await opened.store.transaction(HUB_SERVICE, (tx) =>
    tx
      .selectFrom('sensor_misuse')
      .innerJoin('sensor', 'sensor.id', 'sensor_misuse.sensor_id')
      .select(['sensor.name', 'attempts', 'asked_domain'])
      .where('released_at', 'is', null)
      .execute(),
  )
  return rows.map(({ name, attempts, asked_domain: domain }) => ({
    code: 'doctor.sensor-quarantined',
    severity: 'fault',
    place: join(data, 'core'),
    meaning: `sensor ${name} came ${attempts} times to the door of ${domain}, which is not its own; none of those batches was read`,
    mend: 'find out who has its token, then release or revoke the sensor on the Sensors screen',
  }))
}

/** Files that no capture names take room; the cell removes them when it starts. */
async function checkCaptures(opened: SectionStore, data: string): Promise<Finding[]> {
  if (opened.section === 'core') return []
  const folder = join(data, opened.section, 'captures')
  if (!existsSync(folder)) return []
  const rows = await opened.store.transaction(CELL_SERVICE, (tx) => tx.selectFrom('capture').select('id').execute())
  const known = new Set(rows.map(({ id }) => `${id}.cap`))
  const orphans = readdirSync(folder).filter((name) => !known.has(name))
  if (orphans.length === 0) return []
  return [
    {
      code: 'doctor.orphan-captures',
      severity: 'warning',
      place: folder,
      meaning: `${orphans.length} files belong to no capture; they take room and nothing reads them`,
      mend: `penstock up --data ${data} removes them`,
    },
  ]
}

function noStores(data: string): Finding {
  return {
    code: 'doctor.no-stores',
    severity: 'fault',
    place: data,
    meaning: 'there is no store here',
    mend: 'name the folder that the server was started with, or restore a backup into it',
  }
}

function brokenChain(data: string, chain: string, faults: number): Finding {
  return {
    code: 'doctor.chain-broken',
    severity: 'fault',
    place: join(data, chain),
    meaning: `the record of who did what has ${faults} faults; what it says of them cannot be relied on`,
    mend: `penstock audit verify --data ${data} names each entry; keep the folder, and compare it with a backup`,
  }
}

function unfit(data: string, fault: string): Finding {
  return {
    code: 'doctor.stores-unfit',
    severity: 'fault',
    place: data,
    meaning: `${fault}: one store is older than the other, and what a cell reports would be passed over`,
    mend: 'put all three stores back from one backup with penstock restore',
  }
}

function shut(data: string, { code, message }: StoreError): Finding {
  return {
    code: `doctor.${code.replace('store.', 'store-')}`,
    severity: 'fault',
    place: data,
    meaning: `a store does not open: ${message}`,
    mend: 'do what the message says; a backup goes into a new folder with penstock restore',
  }
}
