// A signed root: what one chain says of its entries up to a number, in the form that travels to the other chain.
import { createPublicKey, sign, verify } from 'node:crypto'
import { EpochMicros } from '@penstock/model/kernel'
import { z } from 'zod'
import { canonicalJson } from './canonical-json.ts'
import { bytesOfHex, hexOf } from './entry-hash.ts'
import { type AuditKey, keyIdOf } from './keys.ts'
import type { RootRow } from './queries.ts'

const Hex = z.string().regex(/^([0-9a-f]{2})+$/)

/** Hashes and signature in hexadecimal, the public key as base64 of its SubjectPublicKeyInfo. */
export const SignedRoot = z.strictObject({
  chain: z.string().min(1).max(40),
  firstSeq: z.int().min(1),
  lastSeq: z.int().min(1),
  at: EpochMicros,
  merkleRoot: Hex.length(64),
  keyId: Hex.length(16),
  publicKey: z.base64(),
  signature: Hex.length(128),
})
export type SignedRoot = z.infer<typeof SignedRoot>

/** Why a root is not anchored. The second means that the chain's past was rewritten after its root had been handed over. */
export const AnchorRefusal = z.enum(['audit.bad-signature', 'audit.root-changed'])
export type AnchorRefusal = z.infer<typeof AnchorRefusal>

type Claim = Pick<SignedRoot, 'chain' | 'firstSeq' | 'lastSeq' | 'at' | 'merkleRoot' | 'keyId'>

export function signRoot(claim: Omit<Claim, 'keyId'>, key: AuditKey): SignedRoot {
  const whole = { ...claim, keyId: key.keyId }
  const signature = sign(null, Buffer.from(message(whole)), key.privateKey)
  return { ...whole, publicKey: key.publicKey, signature: hexOf(signature) }
}

/** True when the signature is that of the key named and `publicKey` is that key. */
export function isSignedBy(claim: Claim, signature: Uint8Array, publicKey: string): boolean {
  const spki = Buffer.from(publicKey, 'base64')
  if (keyIdOf(spki) !== claim.keyId) return false
  try {
    const key = createPublicKey({ key: spki, type: 'spki', format: 'der' })
    return verify(null, Buffer.from(message(claim)), key, signature)
  } catch {
    return false
  }
}

export function rowOfRoot(root: SignedRoot): RootRow {
  return {
    first_seq: root.firstSeq,
    last_seq: root.lastSeq,
    at: root.at,
    merkle_root: bytesOfHex(root.merkleRoot),
    key_id: root.keyId,
    signature: bytesOfHex(root.signature),
  }
}

export function claimOfRow(chain: string, row: RootRow): Claim {
  return {
    chain,
    firstSeq: row.first_seq,
    lastSeq: row.last_seq,
    at: row.at,
    merkleRoot: hexOf(row.merkle_root),
    keyId: row.key_id,
  }
}

function message({ chain, firstSeq, lastSeq, at, merkleRoot, keyId }: Claim): string {
  return canonicalJson({ type: 'penstock-audit-root', chain, firstSeq, lastSeq, at, merkleRoot, keyId })
}
