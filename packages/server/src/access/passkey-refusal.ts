// What was wrong with a passkey's response, as one word for the audit log; whoever sent it is told nothing. Layouts: WebAuthn level 3
// §5.8.1 (client data) and §6.1 (authenticator data: 32 bytes hash of the relying party, one of flags, four of counter).
import { createHash } from 'node:crypto'
import { z } from 'zod'

const ClientData = z.object({ challenge: z.string().min(1).max(1000), origin: z.string(), type: z.string() })

export type Refusal =
  | 'unreadable'
  | 'challenge'
  | 'origin'
  | 'relying party'
  | 'user not verified'
  | 'counter'
  | 'user handle'
  | 'signature'

const PARTY_BYTES = 32
const USER_VERIFIED = 0x04

/** What the browser says that it signed, or null for anything else. */
export function clientDataOf(json: string): z.infer<typeof ClientData> | null {
  try {
    return ClientData.parse(JSON.parse(Buffer.from(json, 'base64url').toString('utf8')))
  } catch {
    return null
  }
}

/** The first thing that is wrong, in the order in which the standard asks. `counter`: the one that the passkey had. */
export function refusalOf(given: {
  readonly challenge: string | null
  readonly party: { readonly origin: string; readonly id: string }
  readonly clientDataJSON: string
  readonly authenticatorData?: string
  readonly counter?: number
}): Refusal {
  const client = clientDataOf(given.clientDataJSON)
  if (client === null) return 'unreadable'
  if (given.challenge === null) return 'challenge'
  if (client.origin !== given.party.origin) return 'origin'
  if (given.authenticatorData === undefined) return 'signature'
  const bytes = Buffer.from(given.authenticatorData, 'base64url')
  if (bytes.length < PARTY_BYTES + 5) return 'unreadable'
  const party = createHash('sha256').update(given.party.id).digest()
  if (!bytes.subarray(0, PARTY_BYTES).equals(party)) return 'relying party'
  if ((bytes[PARTY_BYTES]! & USER_VERIFIED) === 0) return 'user not verified'
  const counter = bytes.readUInt32BE(PARTY_BYTES + 1)
  const known = given.counter ?? 0
  return (counter > 0 || known > 0) && counter <= known ? 'counter' : 'signature'
}
