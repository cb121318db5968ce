// What the backup commands take from the command line: every fault is told with what was expected.
import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Configuration, readConfiguration } from '@penstock/cli/config'
import {
  BackupError,
  type Recipient,
  readBackupHead,
  readIdentity,
  readRecipient,
  readSection,
  SECTIONS,
  type Section,
  stretchPassphrase,
} from '@penstock/server/backup'

/** What is wrong with how the command was called. */
export class UsageFault extends Error {}

const WHERE = { config: { type: 'string' }, data: { type: 'string' } } as const
const JSON_FLAG = { json: { type: 'boolean', default: false } } as const
const LIST = { type: 'string', multiple: true } as const

export interface BackupArguments {
  readonly configuration: Configuration
  readonly out: string
  readonly recipients: Readonly<Record<Section, readonly Recipient[]>>
  readonly json: boolean
}

/** Throws a UsageFault. */
export async function parseBackup(args: readonly string[]): Promise<BackupArguments> {
  const options = {
    ...WHERE,
    ...JSON_FLAG,
    out: { type: 'string' },
    recipient: LIST,
    'passphrase-file': { type: 'string' },
  } as const
  const { values } = parsed(() => parseArgs({ args: [...args], options, strict: true, allowPositionals: false }))
  if (values.out === undefined) throw new UsageFault('--out FILE says where the backup goes')
  if (existsSync(values.out)) throw new UsageFault(`${values.out} exists already; name a new file`)
  const recipients = recipientsOf(values.recipient ?? [])
  if (values['passphrase-file'] !== undefined) {
    const { recipient, stretch } = await stretchPassphrase(readSecret(values['passphrase-file']))
    for (const section of SECTIONS) recipients[section].push({ key: recipient, stretch })
  }
  const missing = SECTIONS.filter((section) => recipients[section].length === 0)
  if (missing.length > 0)
    throw new UsageFault(
      `nobody could open ${missing.join(', ')}: give --recipient KEY (penstock backup key makes a pair) or --passphrase-file FILE`,
    )
  return { configuration: configurationOf(values.config, values.data), out: values.out, recipients, json: values.json }
}

export interface OpenArguments {
  readonly file: string
  readonly identities: readonly string[]
  readonly json: boolean
}

export interface RestoreArguments extends OpenArguments {
  readonly data: string
  readonly servers: { readonly urls: Readonly<Record<Section, string>>; readonly adminUrl: string } | undefined
}

const OPENING = { ...JSON_FLAG, identity: LIST, 'passphrase-file': { type: 'string' } } as const

/** Throws a UsageFault or a BackupError. */
export async function parseVerify(args: readonly string[]): Promise<OpenArguments> {
  const { values, positionals } = parsed(() =>
    parseArgs({ args: [...args], options: OPENING, strict: true, allowPositionals: true }),
  )
  return await openArguments(positionals, values)
}

/** Throws a UsageFault or a BackupError. */
export async function parseRestore(args: readonly string[]): Promise<RestoreArguments> {
  const options = { ...OPENING, ...WHERE, 'admin-url-file': { type: 'string' } } as const
  const { values, positionals } = parsed(() =>
    parseArgs({ args: [...args], options, strict: true, allowPositionals: true }),
  )
  const { data, stores } = configurationOf(values.config, values.data)
  const admin = values['admin-url-file']
  if (stores !== undefined && admin === undefined)
    throw new UsageFault('stores on a server are made by an administrator: --admin-url-file FILE holds that URL')
  const servers =
    stores === undefined || admin === undefined ? undefined : { urls: stores, adminUrl: readSecret(admin) }
  return { ...(await openArguments(positionals, values)), data, servers }
}

async function openArguments(
  positionals: readonly string[],
  values: { identity?: string[]; 'passphrase-file'?: string; json: boolean },
): Promise<OpenArguments> {
  const [file, ...others] = positionals
  if (file === undefined || others.length > 0) throw new UsageFault('one backup FILE is wanted')
  const identities = (values.identity ?? []).flatMap((name) => readSecret(name).split(/\s+/))
  for (const identity of identities) usable(() => readIdentity(identity))
  const passphrase = values['passphrase-file']
  if (passphrase !== undefined) identities.push(...(await identitiesOfPassphrase(file, readSecret(passphrase))))
  if (identities.length === 0) throw new UsageFault('give --identity FILE or --passphrase-file FILE to open it with')
  return { file, identities, json: values.json }
}

/** A pair for each way in which the backup stretched a passphrase. */
async function identitiesOfPassphrase(file: string, passphrase: string): Promise<readonly string[]> {
  const { head } = await readBackupHead(file)
  const stretches = new Map<string, NonNullable<Recipient['stretch']>>()
  for (const section of head.sections)
    for (const { recipient } of (await readSection(file, section)).head.slots)
      if (recipient.stretch !== undefined) stretches.set(recipient.stretch.salt, recipient.stretch)
  if (stretches.size === 0)
    throw new BackupError(
      'backup.wrong-key',
      'the backup was made for keys and has no passphrase; give --identity FILE',
    )
  const pairs = await Promise.all([...stretches.values()].map((stretch) => stretchPassphrase(passphrase, stretch)))
  return pairs.map(({ identity }) => identity)
}

/** `KEY` is for every section, `ot=KEY` for one. */
function recipientsOf(given: readonly string[]): Record<Section, Recipient[]> {
  const recipients: Record<Section, Recipient[]> = { core: [], it: [], ot: [] }
  for (const text of given) {
    const named = SECTIONS.find((section) => text.startsWith(`${section}=`))
    const key = named === undefined ? text : text.slice(named.length + 1)
    usable(() => readRecipient(key))
    for (const section of named === undefined ? SECTIONS : [named]) recipients[section].push({ key })
  }
  return recipients
}

function configurationOf(config: string | undefined, data: string | undefined): Configuration {
  const read = readConfiguration(config, { data })
  if ('configuration' in read) return read.configuration
  throw new UsageFault(read.faults.map(({ place, message }) => `${place}: ${message}`).join('; '))
}

function readSecret(file: string): string {
  return usable(() => readFileSync(file, 'utf8')).trim()
}

function parsed<T>(parse: () => T): T {
  return usable(parse)
}

function usable<T>(run: () => T): T {
  try {
    return run()
  } catch (cause) {
    throw new UsageFault(cause instanceof Error ? cause.message : String(cause))
  }
}
