// A CSV file into the register, as the decisions of the person who brings it.
import type { CsvImportView } from '@penstock/contract/assets'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { planCsvImport } from './csv.ts'
import { storeDecisions } from './decide.ts'
import { ledgerOf } from './declared.ts'
import * as queries from './queries.ts'
import type { AssetsOptions } from './work.ts'

/** Registers or edits the assets of a CSV file: all rows or none; every fault names its line and column. */
export async function importCsv(
  options: AssetsOptions,
  caller: Caller,
  site: string,
  bytes: Uint8Array,
  isDryRun: boolean,
): Promise<CsvImportView> {
  const at = options.clock()
  if (!maySeeSite(caller, site)) throw new AppError('not-found')
  const view = await options.store.transaction(HUB_SERVICE, async (tx) => {
    if ((await tx.selectFrom('site').select('site').where('site', '=', site).executeTakeFirst()) === undefined)
      throw new AppError('not-found')
    const rows = (await queries.listAssetRows(tx, site)).filter(
      (row) => row.merged_into === null && row.withdrawn_at === null,
    )
    const ledger = ledgerOf(await queries.listDecisions(tx, site))
    const plan = planCsvImport(bytes, rows, ledger, caller.subject, at)
    if (!isDryRun && plan.decisions.length > 0) {
      await storeDecisions(tx, caller, site, plan.decisions, at)
      const details = { added: plan.added, changed: plan.changed }
      await appendAudit(tx, { actor: caller.subject, action: 'asset.import', object: site, details, at })
    }
    const { added, changed, unchanged } = plan
    return { isDryRun, added, changed, unchanged, faults: [] }
  })
  if (!isDryRun) await options.conclude(site)
  return view
}
