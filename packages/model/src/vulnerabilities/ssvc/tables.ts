// SSVC decision tables as data (CERT/CC): rows of inputs and an outcome, looked up and never computed.
import { z } from 'zod'

const Table = z.object({
  inputs: z.array(z.string()).min(1),
  output: z.string(),
  rows: z.array(z.array(z.string()).min(2)).min(1),
})

export const SsvcFile = z.object({
  title: z.string(),
  source: z.string(),
  /** Notice that travels with the tables. */
  license: z.string(),
  tables: z.object({
    cisaCoordinator: Table,
    deployer: Table,
    humanImpact: Table,
    cisaBod2604: Table,
    publicSafetyImpact: Table,
    utility: Table,
  }),
})
export type SsvcFile = z.infer<typeof SsvcFile>
export type SsvcTableName = keyof SsvcFile['tables']

/** The tables, arranged for looking up. */
export class SsvcTables {
  readonly #outcomes = new Map<string, string>()

  constructor({ tables }: SsvcFile) {
    for (const [name, { rows }] of Object.entries(tables)) {
      for (const row of rows) this.#outcomes.set([name, ...row.slice(0, -1)].join('\n'), row.at(-1)!)
    }
  }

  /** Throws when the table has no such row: inputs are words of the table. */
  getOutcome(table: SsvcTableName, inputs: readonly string[]): string {
    const outcome = this.#outcomes.get([table, ...inputs].join('\n'))
    if (outcome === undefined) throw new RangeError(`SSVC ${table} has no row for ${inputs.join(', ')}`)
    return outcome
  }
}
