// `penstock backup`, `backup key`, `backup verify` and `restore`.
import { existsSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { askOwner } from '@penstock/cli/owner'
import { megabytes, sayProgress } from '@penstock/cli/progress'
import { BackupError, newIdentity } from '@penstock/server/backup'
import { systemClock } from '@penstock/server/runtime'
import { StoreError } from '@penstock/store/state'
import { TelemetryError } from '@penstock/store/telemetry'
import { type BackupArguments, parseBackup, parseRestore, parseVerify, UsageFault } from './arguments.ts'
import { backupFolder, isDataFolder, type MadeBackup } from './make-backup.ts'
import { type Restored, type RestoredSection, restoreFolder } from './restore-folder.ts'

const USAGE = {
  backup:
    'penstock backup [--data DIR] [--config FILE] --out FILE (--recipient [SECTION=]KEY… | --passphrase-file FILE) [--json]',
  key: 'penstock backup key --out FILE',
  verify: 'penstock backup verify FILE (--identity FILE… | --passphrase-file FILE) [--json]',
  restore:
    'penstock restore FILE --data NEWDIR (--identity FILE… | --passphrase-file FILE) [--config FILE --admin-url-file FILE] [--json]',
} as const

/** Made beside the new folder and renamed into it; one that a kill left is removed by the next restore to the same place. */
const RESTORING = '.restoring'

export async function backup(args: readonly string[]): Promise<number> {
  return await guarded(USAGE.backup, async () => {
    const given = await parseBackup(args)
    const { data } = given.configuration
    if (!isDataFolder(data)) return refused(`no store in ${data}; name the folder that the server was started with`)
    const made = await backupAt(given)
    const text = `${made.reference}: ${made.file}, ${megabytes(made.bytes)}\n`
    process.stdout.write(given.json ? `${JSON.stringify(made)}\n` : text)
    return 0
  })
}

/** `penstock backup key`: a pair of keys. The private one goes to a file, the public one to stdout. */
export async function backupKey(args: readonly string[]): Promise<number> {
  return await guarded(USAGE.key, async () => {
    const out = outOf(args)
    const { identity, recipient } = newIdentity()
    writeFileSync(out, `${identity}\n`, { mode: 0o600, flag: 'wx' })
    say(`${out} opens what is made for this recipient; keep it away from the server, and keep a second copy`)
    process.stdout.write(`${recipient}\n`)
    return await Promise.resolve(0)
  })
}

/** Restores into a temporary folder, checks, and removes it. */
export async function backupVerify(args: readonly string[]): Promise<number> {
  return await guarded(USAGE.verify, async () => {
    const { file, identities, json } = await parseVerify(args)
    const scratch = mkdtempSync(join(tmpdir(), 'penstock-verify-'))
    try {
      const restored = await restoreFolder({
        file,
        folder: join(scratch, 'data'),
        identities,
        record: null,
        onProgress: sayProgress(say),
      })
      return report(restored, json, `${file} can be restored`)
    } finally {
      rmSync(scratch, { recursive: true, force: true })
    }
  })
}

export async function restore(args: readonly string[]): Promise<number> {
  return await guarded(USAGE.restore, async () => {
    const { file, data, identities, servers, json } = await parseRestore(args)
    const place = resolve(data)
    if (existsSync(place) && readdirSync(place).length > 0)
      return refused(`${data} is not empty; a restore goes into a new folder only`)
    const making = place + RESTORING
    rmSync(making, { recursive: true, force: true })
    const record = { actor: 'penstock', details: { file }, at: systemClock() }
    const restored = await restoreFolder({
      file,
      folder: making,
      identities,
      servers,
      record,
      onProgress: sayProgress(say),
    })
    if (existsSync(place)) rmdirSync(place)
    renameSync(making, place)
    return report(
      restored,
      json,
      `${data} holds what ${restored.backup.reference} held; start it with penstock up --data ${data}`,
    )
  })
}

/** A stopped folder is opened here; one that is served is backed up by the processes that have it. */
async function backupAt({ configuration, out, recipients }: BackupArguments): Promise<MadeBackup> {
  const onProgress = sayProgress(say)
  const file = resolve(out)
  try {
    return await backupFolder(configuration, file, recipients, onProgress)
  } catch (cause) {
    if (!(cause instanceof StoreError) || cause.code !== 'store.locked') throw cause
    const order = {
      out: file,
      recipients: { core: [...recipients.core], it: [...recipients.it], ot: [...recipients.ot] },
    }
    const made = await askOwner(configuration.data, order, (phase, done) => onProgress(phase, done, null))
    if (made === null) throw cause
    return made
  }
}

function report(restored: Restored, json: boolean, sentence: string): number {
  const { backup: head, sections } = restored
  const ok = sections.every(({ chain }) => chain.isIntact)
  if (json) process.stdout.write(`${JSON.stringify({ ok, backup: head, sections })}\n`)
  else {
    process.stdout.write(`${head.reference}, made ${head.createdAt} by penstock ${head.program}\n`)
    process.stdout.write(sections.map(sentenceOf).join(''))
    process.stdout.write(ok ? `${sentence}\n` : 'an audit chain is NOT WHOLE: it was not when the backup was made\n')
  }
  return ok ? 0 : 1
}

function sentenceOf({ section, rows, telemetryRows, files, migratedBy, chain }: RestoredSection): string {
  const seen = section === 'core' ? '' : `, ${telemetryRows} rows of telemetry`
  const state = chain.isIntact ? `entries 1 to ${chain.entries} are as written` : 'NOT WHOLE'
  const migrated = migratedBy.length === 0 ? '' : `  brought up to date by ${migratedBy.join(', ')}\n`
  const faults = chain.faults.map((fault) => `  entry ${fault}\n`).join('')
  return `${section}: ${rows} rows${seen}, ${files} files; audit: ${state}\n${migrated}${faults}`
}

function outOf(args: readonly string[]): string {
  try {
    const { values } = parseArgs({ args: [...args], options: { out: { type: 'string' } }, strict: true })
    if (values.out === undefined) throw new UsageFault('--out FILE says where the private key goes')
    if (!existsSync(dirname(resolve(values.out))))
      throw new UsageFault(`${dirname(resolve(values.out))} does not exist`)
    if (existsSync(values.out)) throw new UsageFault(`${values.out} exists already; a key is never overwritten`)
    return values.out
  } catch (cause) {
    throw new UsageFault(cause instanceof Error ? cause.message : String(cause))
  }
}

async function guarded(usage: string, run: () => Promise<number>): Promise<number> {
  try {
    return await run()
  } catch (cause) {
    if (cause instanceof UsageFault) {
      say(cause.message)
      process.stderr.write(`usage: ${usage}\n`)
      return 2
    }
    if (cause instanceof BackupError) return refused(cause.message, isBadInput(cause) ? 2 : 1)
    if (cause instanceof StoreError || cause instanceof TelemetryError || cause instanceof Error)
      return refused(cause.message)
    throw cause
  }
}

/** A file that is no whole backup is bad input; a key that does not fit, or a full disk, is a refusal. */
function isBadInput({ code }: BackupError): boolean {
  return code === 'backup.not-a-backup' || code === 'backup.damaged'
}

function refused(text: string, code = 1): number {
  say(text)
  return code
}

function say(text: string): void {
  process.stderr.write(`penstock: ${text}\n`)
}
