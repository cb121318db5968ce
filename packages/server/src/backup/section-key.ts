// The key of one section of one backup: 32 random bytes, wrapped for each recipient of that section. Domains have sections of their
// own, so the key of one side opens nothing of the other.
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
} from 'node:crypto'
import { z } from 'zod'
import { BackupError } from './errors.ts'
import { publicBytes, publicKeyOf, Recipient, readIdentity, readRecipient, recipientOf } from './recipients.ts'

const Slot = z.strictObject({
  recipient: Recipient,
  /** Public half of a pair made for this slot alone, and the section's key under what both agree on. */
  ephemeral: z.base64url(),
  wrapped: z.base64url(),
})

/** First frame of a section, in clear; what it says is bound to the key of its content. */
export const SectionHead = z.strictObject({
  section: z.enum(['core', 'it', 'ot']),
  cipher: z.literal('aes-256-gcm'),
  compression: z.literal('gzip'),
  slots: z.array(Slot).min(1).max(16),
})
export type SectionHead = z.infer<typeof SectionHead>

export interface MadeSection {
  readonly head: Buffer
  readonly sectionKey: Buffer
}

/** `backupId` names the backup in every slot, so that none can be moved to another. */
export function makeSection(
  section: SectionHead['section'],
  backupId: string,
  recipients: readonly Recipient[],
): MadeSection {
  const sectionKey = randomBytes(32)
  const slots = recipients.map((recipient) => wrap(sectionKey, recipient, `${backupId} ${section}`))
  const head: SectionHead = { section, cipher: 'aes-256-gcm', compression: 'gzip', slots }
  return { head: Buffer.from(JSON.stringify(head)), sectionKey }
}

/** The section's key, by any of the identities. Throws `backup.wrong-key` when none was a recipient. */
export function openSectionKey(head: SectionHead, backupId: string, identities: readonly string[]): Buffer {
  for (const identity of identities) {
    const slot = head.slots.find(({ recipient }) => recipient.key === recipientOf(identity))
    if (slot !== undefined) return unwrap(slot, identity, `${backupId} ${head.section}`)
  }
  throw new BackupError(
    'backup.wrong-key',
    `none of the keys given opens the ${head.section} part; it was made for ${head.slots.map(({ recipient }) => recipient.key).join(', ')}`,
  )
}

/** What encrypts the content: from the section's key and from both heads, so that neither can be changed unseen. */
export function contentKey(sectionKey: Uint8Array, backupHead: Uint8Array, sectionHead: Uint8Array): Buffer {
  const salt = createHash('sha256')
    .update(createHash('sha256').update(backupHead).digest())
    .update(createHash('sha256').update(sectionHead).digest())
    .digest()
  return Buffer.from(hkdfSync('sha256', sectionKey, salt, 'penstock backup content 1', 32))
}

type Slot = z.infer<typeof Slot>

function wrap(sectionKey: Buffer, recipient: Recipient, context: string): Slot {
  const own = generateKeyPairSync('x25519')
  const key = readRecipient(recipient.key)
  const ephemeral = publicBytes(own.publicKey)
  const shared = diffieHellman({ privateKey: own.privateKey, publicKey: key })
  const cipher = createCipheriv('aes-256-gcm', wrappingKey(shared, ephemeral, publicBytes(key)), NONCE)
  cipher.setAAD(Buffer.from(context))
  const wrapped = Buffer.concat([cipher.update(sectionKey), cipher.final(), cipher.getAuthTag()])
  return { recipient, ephemeral: ephemeral.toString('base64url'), wrapped: wrapped.toString('base64url') }
}

function unwrap({ recipient, ephemeral, wrapped }: Slot, identity: string, context: string): Buffer {
  try {
    const theirs = Buffer.from(ephemeral, 'base64url')
    const shared = diffieHellman({ privateKey: readIdentity(identity), publicKey: publicKeyOf(theirs) })
    const bytes = Buffer.from(wrapped, 'base64url')
    const key = wrappingKey(shared, theirs, publicBytes(readRecipient(recipient.key)))
    const decipher = createDecipheriv('aes-256-gcm', key, NONCE)
    decipher.setAAD(Buffer.from(context))
    decipher.setAuthTag(bytes.subarray(-16))
    return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()])
  } catch (cause) {
    throw new BackupError('backup.damaged', 'the key of a part was changed; take another copy of the file', { cause })
  }
}

/** Each wrapping key is used once, so the nonce may be constant. */
const NONCE = Buffer.alloc(12)

function wrappingKey(shared: Uint8Array, ephemeral: Uint8Array, recipient: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', shared, Buffer.concat([ephemeral, recipient]), 'penstock backup wrap 1', 32))
}
