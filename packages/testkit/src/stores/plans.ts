// Plans in place of answers: what a function asks of the store is explained and not done.
import { ExplainNode, type KyselyPlugin, RawNode, sql, type Transaction } from 'kysely'

/**
 * The plan of each query that `run` asks, in order; every query gives no rows to it. Whole scans are taken for very dear, so that one
 * in a plan of few rows means that no index can answer.
 */
export async function plansOf<Tables>(
  tx: Transaction<Tables>,
  run: (tx: Transaction<Tables>) => Promise<unknown>,
): Promise<readonly string[]> {
  const plans: string[] = []
  const explaining: KyselyPlugin = {
    transformQuery: ({ node }) =>
      node.kind === 'RawNode' ? RawNode.create(['explain ', ''], [node]) : { ...node, explain: ExplainNode.create() },
    transformResult: async ({ result }) => {
      plans.push(result.rows.map((row) => String(row['QUERY PLAN'])).join('\n'))
      return { ...result, rows: [] }
    },
  }
  await sql`set local enable_seqscan = off`.execute(tx)
  await run(tx.withPlugin(explaining) as Transaction<Tables>)
  await sql`set local enable_seqscan = on`.execute(tx)
  return plans
}
