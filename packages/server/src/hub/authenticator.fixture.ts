// An authenticator of our own making: keeps P-256 keys, answers challenges as WebAuthn level 3 §6 lays it out, and can be made to lie.
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import type { PasskeyAssertion, PasskeyCreation, PasskeyRegistration, PasskeyRequest } from '@penstock/contract/access'
import { isoCBOR } from '@simplewebauthn/server/helpers'

/** What it says in place of the truth. */
export interface Lie {
  readonly origin?: string
  readonly rpId?: string
  readonly isVerified?: boolean
  readonly counter?: number
  readonly challenge?: string
  readonly type?: string
  readonly userHandle?: string
  readonly key?: KeyObject
}

const USER_PRESENT = 0x01
const USER_VERIFIED = 0x04
const HAS_CREDENTIAL = 0x40

export class Authenticator {
  readonly #origin: string
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  readonly id = randomBytes(32).toString('base64url')
  #userHandle = ''
  counter = 0

  constructor(origin: string) {
    this.#origin = origin
  }

  register(options: PasskeyCreation, lie: Lie = {}): PasskeyRegistration {
    this.#userHandle = options.user.id
    const { x = '', y = '' } = this.#keys.publicKey.export({ format: 'jwk' })
    const cose = isoCBOR.encode(
      new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, new Uint8Array(Buffer.from(x, 'base64url'))],
        [-3, new Uint8Array(Buffer.from(y, 'base64url'))],
      ]) as never,
    )
    const id = Buffer.from(this.id, 'base64url')
    const credential = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, cose])
    const authData = Buffer.concat([this.#data(options.rp.id, HAS_CREDENTIAL, lie), credential])
    const attestation = isoCBOR.encode(
      new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', new Uint8Array(authData)],
      ]) as never,
    )
    return {
      id: this.id,
      rawId: this.id,
      type: 'public-key',
      response: {
        clientDataJSON: this.#clientData('webauthn.create', options.challenge, lie),
        attestationObject: Buffer.from(attestation).toString('base64url'),
        transports: ['internal'],
      },
    }
  }

  assert(options: PasskeyRequest, lie: Lie = {}): PasskeyAssertion {
    this.counter++
    const clientData = this.#clientData('webauthn.get', options.challenge, lie)
    const authData = this.#data(options.rpId, 0, lie)
    const hash = createHash('sha256').update(Buffer.from(clientData, 'base64url')).digest()
    const signature = sign('sha256', Buffer.concat([authData, hash]), lie.key ?? this.#keys.privateKey)
    return {
      id: this.id,
      rawId: this.id,
      type: 'public-key',
      response: {
        clientDataJSON: clientData,
        authenticatorData: authData.toString('base64url'),
        signature: signature.toString('base64url'),
        userHandle: lie.userHandle ?? this.#userHandle,
      },
    }
  }

  #data(rpId: string, flags: number, { rpId: other, isVerified = true, counter }: Lie): Buffer {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counter ?? this.counter)
    const verified = isVerified ? USER_VERIFIED : 0
    const party = createHash('sha256')
      .update(other ?? rpId)
      .digest()
    return Buffer.concat([party, Buffer.from([flags | USER_PRESENT | verified]), count])
  }

  #clientData(type: string, challenge: string, lie: Lie): string {
    const data = { type: lie.type ?? type, challenge: lie.challenge ?? challenge, origin: lie.origin ?? this.#origin }
    return Buffer.from(JSON.stringify({ ...data, crossOrigin: false })).toString('base64url')
  }
}
