// What can be seen of a data folder from outside its stores; nothing is opened and nothing is changed.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { BackupVerdict } from '@penstock/contract/settings'
import { readBackupHead } from '@penstock/server/backup'
import type { Finding } from './finding.ts'

const PARTS = ['core', 'it', 'ot'] as const
const OLDEST_NODE = 24
const LEAST_FREE_BYTES = 1 << 30
/** A nightly backup and one that was missed. */
const OLDEST_BACKUP_MS = 2 * 86_400_000
const ENDING = '.penstock-backup'

export interface Surroundings {
  readonly nodeVersion: string
  readonly nowMs: number
  readonly userId: number | null
  /** Folders in which programs are looked for. */
  readonly path: string
  /** Bytes that are free on the disk of a folder. */
  readonly freeBytes: (folder: string) => number
}

export async function checkFolder(data: string, around: Surroundings): Promise<readonly Finding[]> {
  return [
    ...checkNode(around),
    ...checkRights(data, around),
    ...checkRoom(data, around),
    ...checkRestores(data),
    ...PARTS.flatMap((part) => checkKeys(join(data, part), part)),
    ...checkCaptureTools(around),
    ...(await checkBackups(join(data, 'backups'), around)),
  ]
}

function checkNode({ nodeVersion }: Surroundings): Finding[] {
  const major = Number(/^v?(\d+)/.exec(nodeVersion)?.[1])
  if (major >= OLDEST_NODE) return []
  return [
    {
      code: 'doctor.old-node',
      severity: 'fault',
      place: `Node ${nodeVersion}`,
      meaning: 'the server does not start on it',
      mend: `start by npm start, which brings Node ${OLDEST_NODE}, or install it`,
    },
  ]
}

function checkRights(data: string, { userId }: Surroundings): Finding[] {
  const { mode, uid } = statSync(data)
  const findings: Finding[] = []
  if ((mode & 0o077) !== 0)
    findings.push({
      code: 'doctor.folder-open',
      severity: 'warning',
      place: data,
      meaning: 'other accounts of this machine can look into the folder of everything',
      mend: `chmod 700 ${data}`,
    })
  if (userId !== null && uid !== userId)
    findings.push({
      code: 'doctor.other-owner',
      severity: 'warning',
      place: data,
      meaning: 'the folder belongs to another account than the one that asks; a server started now may not write to it',
      mend: 'start penstock as the account that owns the folder',
    })
  return findings
}

function checkRoom(data: string, { freeBytes }: Surroundings): Finding[] {
  const free = freeBytes(data)
  if (free >= LEAST_FREE_BYTES) return []
  return [
    {
      code: 'doctor.little-room',
      severity: 'fault',
      place: data,
      meaning: `${Math.floor(free / 1e6)} MB are free; captures and backups fail when the disk is full`,
      mend: 'make room: move old backups and what a restore kept aside (before-…) to another disk',
    },
  ]
}

function checkRestores(data: string): Finding[] {
  if (existsSync(join(data, 'swap.json')))
    return [
      {
        code: 'doctor.restore-unfinished',
        severity: 'fault',
        place: join(data, 'swap.json'),
        meaning: 'a restore was cut off while it put its stores in place; one part may be old and another restored',
        mend: `penstock up --data ${data} ends it`,
      },
    ]
  const left = [join(data, 'restored'), `${data}.restoring`].filter((place) => existsSync(place))
  return left.map((place) => ({
    code: 'doctor.restore-left',
    severity: 'warning',
    place,
    meaning: 'a restore that was cut off left this; it was never put in place and takes room',
    mend: 'remove it, unless a restore is running now',
  }))
}

function checkKeys(folder: string, part: string): Finding[] {
  if (!existsSync(join(folder, 'pg'))) return []
  const needed = part === 'core' ? ['audit.pem', 'sealing.key'] : ['audit.pem']
  return needed.flatMap((name): Finding[] => {
    const place = join(folder, 'keys', name)
    if (!existsSync(place))
      return [
        {
          code: 'doctor.key-missing',
          severity: 'fault',
          place,
          meaning:
            name === 'sealing.key'
              ? 'no authenticator that people enrolled can be checked; nobody signs in with one'
              : 'a new key will be made, and roots that were signed before no longer fit the chain',
          mend: 'put it back from a backup before you start the server',
        },
      ]
    if ((statSync(place).mode & 0o077) === 0) return []
    return [
      {
        code: 'doctor.key-open',
        severity: 'fault',
        place,
        meaning: 'other accounts of this machine can read a key of this store',
        mend: `chmod 600 ${place}`,
      },
    ]
  })
}

function checkCaptureTools({ path }: Surroundings): Finding[] {
  const isThere = (name: string): boolean => path.split(delimiter).some((folder) => existsSync(join(folder, name)))
  if (isThere('dumpcap') || isThere('tcpdump')) return []
  return [
    {
      code: 'doctor.no-capture-tool',
      severity: 'warning',
      place: 'dumpcap, tcpdump',
      meaning: 'no sensor on this machine can listen on an interface; captures from files are read all the same',
      mend: 'install wireshark-common (dumpcap) or tcpdump where a sensor is to run',
    },
  ]
}

async function checkBackups(shelf: string, { nowMs }: Surroundings): Promise<readonly Finding[]> {
  const names = existsSync(shelf) ? readdirSync(shelf).filter((name) => name.endsWith(ENDING)) : []
  const heads = await Promise.all(names.map(async (name) => await readBackupHead(join(shelf, name)).catch(() => null)))
  const unreadable = names.filter((_, at) => heads[at] === null)
  const damaged = unreadable.map(
    (name): Finding => ({
      code: 'doctor.backup-damaged',
      severity: 'fault',
      place: join(shelf, name),
      meaning: 'nothing can be restored from it',
      mend: 'take another copy of it, and make a new backup; look at the disk',
    }),
  )
  const [newest] = heads
    .flatMap((read) => (read === null ? [] : [read.head]))
    .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
  if (newest === undefined || nowMs - Date.parse(newest.createdAt) > OLDEST_BACKUP_MS)
    return [
      ...damaged,
      {
        code: 'doctor.no-recent-backup',
        severity: 'warning',
        place: shelf,
        meaning:
          newest === undefined
            ? 'there is no backup here; what the disk loses is lost'
            : `the newest backup is of ${newest.createdAt}; what came after it would be lost`,
        mend: 'set a time and a recipient in Settings, or run penstock backup',
      },
    ]
  if (isProven(join(shelf, `${newest.reference}.verdict.json`))) return damaged
  return [
    ...damaged,
    {
      code: 'doctor.backup-unproven',
      severity: 'warning',
      place: join(shelf, newest.reference + ENDING),
      meaning: 'the newest backup was not proven by restoring it',
      mend: 'make a new one in Settings, or run penstock backup verify with the private key',
    },
  ]
}

function isProven(place: string): boolean {
  if (!existsSync(place)) return false
  try {
    return BackupVerdict.parse(JSON.parse(readFileSync(place, 'utf8'))).isRestorable
  } catch {
    return false
  }
}
