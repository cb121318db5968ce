// Roots on their way: each chain's root is anchored in the other chains, every hour, at start and at stop, by way of the hub.
import type { EpochMicros } from '@penstock/model/kernel'
import type { AuditKey } from './keys.ts'
import { anchorRoot, makeRoot } from './roots.ts'
import type { SignedRoot } from './signed-root.ts'
import type { AuditTx } from './tables.ts'

/** One chain as the exchange sees it. */
export interface ChainEnd {
  readonly chain: string
  makeRoot(): Promise<SignedRoot | null>
  anchor(root: SignedRoot): Promise<void>
}

/** The chain of a store in this process. */
export function localChain(
  chain: string,
  key: AuditKey,
  clock: () => EpochMicros,
  transaction: <T>(run: (tx: AuditTx) => Promise<T>) => Promise<T>,
): ChainEnd {
  return {
    chain,
    makeRoot: () => transaction((tx) => makeRoot(tx, { chain, key, at: clock() })),
    anchor: async (root) => void (await transaction((tx) => anchorRoot(tx, { root, at: clock() }))),
  }
}

/** Makes the root of each chain and anchors it in all others. A chain that does not answer is left for the next time. */
export async function exchangeRoots(ends: readonly ChainEnd[]): Promise<void> {
  for (const end of ends) {
    const root = await end.makeRoot().catch(() => null)
    if (root === null) continue
    await Promise.allSettled(ends.filter((other) => other !== end).map((other) => other.anchor(root)))
  }
}
