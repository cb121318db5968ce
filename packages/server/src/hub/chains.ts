// The three audit chains as the hub reaches them: its own in its store, each cell's over its line.
import type { Domain } from '@penstock/model/kernel'
import {
  type AuditTx,
  type ChainEnd,
  type CheckedChain,
  checkChain,
  readTestimony,
  readWireTestimony,
  SignedRoot,
  type Testimony,
  WireCheck,
  wireTestimony,
} from '@penstock/server/audit'
import type { Clock } from '@penstock/server/runtime'
import type { CellLink } from './cell-link.ts'

/** The audit chain of a cell, reached over its line. */
export function chainOfCell(link: CellLink): ChainEnd {
  return {
    chain: link.domain,
    makeRoot: async () => {
      const { root } = (await link.send('POST', '/internal/audit/root', {})) as { readonly root: unknown }
      return root === null ? null : SignedRoot.parse(root)
    },
    anchor: async (root) => void (await link.send('PUT', '/internal/audit/anchors', root)),
  }
}

export interface ChainsOptions {
  readonly clock: Clock
  readonly transaction: <T>(run: (tx: AuditTx) => Promise<T>) => Promise<T>
  readonly links: ReadonlyMap<Domain, CellLink>
  /** Public key of the hub's own chain. */
  readonly ownKey: string
}

/**
 * Checks each chain for a person, against what the other two keep of it. A cell checks its own rows, which the hub has no way to; one
 * that lies is found by the offline verification (`penstock audit verify`), which reads the stores themselves.
 */
export async function checkAllChains(options: ChainsOptions, askedBy: string): Promise<CheckedChain[]> {
  const { clock, transaction, links, ownKey } = options
  const cells = [...links.values()]
  const testimoniesOf = async (chain: CheckedChain['chain']): Promise<Testimony[]> => {
    const others = cells.filter(({ domain }) => domain !== chain)
    const heard = await Promise.allSettled(others.map((link) => link.ask(`/internal/audit/testimony?chain=${chain}`)))
    const told = heard.flatMap((one) => (one.status === 'fulfilled' ? [readWireTestimony(one.value)] : []))
    return chain === 'core' ? told : [await transaction((tx) => readTestimony(tx, chain)), ...told]
  }
  const core = await testimoniesOf('core')
  const asked = { askedBy, at: clock() }
  const checked: CheckedChain[] = [
    {
      chain: 'core',
      check: await transaction((tx) => checkChain(tx, { chain: 'core', testimonies: core, ownKey }, asked)),
    },
  ]
  for (const link of cells) {
    const testimonies = (await testimoniesOf(link.domain)).map(wireTestimony)
    const check = await link.send('POST', '/internal/audit/verification', { askedBy, testimonies }).catch(() => null)
    checked.push({ chain: link.domain, check: check === null ? null : WireCheck.parse(check) })
  }
  return checked
}
