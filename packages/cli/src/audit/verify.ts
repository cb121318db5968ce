// `penstock audit verify`: checks the audit chains of a data folder against each other, without a server.
import { parseArgs } from 'node:util'
import { type ChainVerdict, verifyStores } from '@penstock/server/audit'
import { StoreError } from '@penstock/store/state'

const USAGE = 'usage: penstock audit verify --data DIR [--json]\n'

/** Exit code: 0 every chain is whole, 1 a fault was found or there is nothing to check, 2 bad usage. */
export async function auditVerify(args: readonly string[]): Promise<number> {
  const options = parse(args)
  if (options === null) {
    process.stderr.write(USAGE)
    return 2
  }
  try {
    const chains = await verifyStores({ data: options.data })
    if (chains.length === 0) {
      process.stderr.write(`penstock: no store in ${options.data}; name the folder that the server was started with\n`)
      return 1
    }
    const ok = chains.every((chain) => chain.ok)
    process.stdout.write(options.json ? `${JSON.stringify({ ok, chains })}\n` : chains.map(sentence).join(''))
    return ok ? 0 : 1
  } catch (cause) {
    if (isDamage(cause)) {
      process.stderr.write(
        `penstock: ${options.data}: the database is damaged (${cause.message}); its files were changed or the disk fails: keep them, and put a backup in a folder of its own\n`,
      )
      return 1
    }
    if (!(cause instanceof StoreError)) throw cause
    const mend = cause.code === 'store.locked' ? '; or have the running server check its chains' : ''
    process.stderr.write(`penstock: ${cause.message}${mend}\n`)
    return 1
  }
}

function parse(args: readonly string[]): { readonly data: string; readonly json: boolean } | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { data: { type: 'string' }, json: { type: 'boolean', default: false } },
      strict: true,
      allowPositionals: false,
    })
    return values.data === undefined ? null : { data: values.data, json: values.json }
  } catch (cause) {
    process.stderr.write(`penstock: ${cause instanceof Error ? cause.message : String(cause)}\n`)
    return null
  }
}

/** PostgreSQL's class XX: a page whose checksum does not fit, an index that contradicts its table. */
function isDamage(cause: unknown): cause is Error {
  return cause instanceof Error && 'code' in cause && String(cause.code).startsWith('XX')
}

function sentence({ chain, ok, checkedTo, signedTo, anchoredTo, faults }: ChainVerdict): string {
  const certain = checkedTo === 0 && !ok ? 'nothing is certain' : `entries 1 to ${checkedTo} are as written`
  const reach = `${certain}, signed to ${signedTo}, anchored to ${anchoredTo}`
  const lines = faults.map(({ seq, kind, detail }) => `  entry ${seq}: ${kind}: ${detail}\n`)
  return `${chain}: ${ok ? 'whole' : 'NOT WHOLE'} (${reach})\n${lines.join('')}`
}
