// Verifies the chains of the embedded stores of one data folder against each other, without a server.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openEmbeddedStore, type Scope, type Store } from '@penstock/store/state'
import type { CoreTables, MonitoringTables } from '@penstock/store/tables'
import { readTestimony, type Testimony, verifyChain } from './evidence.ts'
import { findPublicKey } from './keys.ts'
import type { AuditTx } from './tables.ts'
import type { AuditVerdict } from './verify.ts'

const CHAINS = ['core', 'it', 'ot'] as const

export interface ChainVerdict extends AuditVerdict {
  readonly chain: (typeof CHAINS)[number]
}

type ReadChain = <T>(run: (tx: AuditTx) => Promise<T>) => Promise<T>

/**
 * Checks every chain under `data` (the folders `core`, `it`, `ot`), each against the anchors that the others keep. Throws a
 * StoreError with `store.locked` while a server has the folder open. An empty list means that there is no store.
 */
export async function verifyStores({ data }: { readonly data: string }): Promise<readonly ChainVerdict[]> {
  await using opened = new AsyncDisposableStack()
  const chains = new Map<(typeof CHAINS)[number], ReadChain>()
  for (const chain of CHAINS) {
    const folder = join(data, chain)
    if (existsSync(join(folder, 'pg'))) chains.set(chain, await openChain(opened, chain, folder))
  }
  const verdicts: ChainVerdict[] = []
  for (const [chain, read] of chains) {
    const testimonies: Testimony[] = []
    for (const [other, readOther] of chains)
      if (other !== chain) testimonies.push(await readOther((tx) => readTestimony(tx, chain)))
    const ownKey = findPublicKey(join(data, chain))
    verdicts.push({ chain, ...(await read((tx) => verifyChain(tx, { chain, testimonies, ownKey }))) })
  }
  return verdicts
}

async function openChain(opened: AsyncDisposableStack, chain: string, folder: string): Promise<ReadChain> {
  if (chain === 'core') {
    const store = await openEmbeddedStore<CoreTables>({ folder, schema: 'core' })
    return reader(opened.use(store), 'core_service')
  }
  const store = await openEmbeddedStore<MonitoringTables>({ folder, schema: 'monitoring' })
  return reader(opened.use(store), 'monitoring_service')
}

function reader(store: Store<CoreTables> | Store<MonitoringTables>, role: Scope['role']): ReadChain {
  const scope: Scope = { role, sites: '*', clearance: 3 }
  return (run) => store.transaction(scope, (tx: AuditTx) => run(tx))
}
