// Passkeys (WebAuthn level 3): registering, signing in, removing. The library checks the cryptography; here stands what we ask of it:
// a challenge of ours that is good once, our own address, a verified user, a counter that grows.
import {
  type PasskeyAssertion,
  PasskeyCreation,
  type PasskeyRegistration,
  type PasskeyRequest,
  type PasskeyView,
} from '@penstock/contract/access'
import { bytesOfId, type EpochMicros, idOfUuid, isoOfMicros, isoOrNull, micros, uuidOfId } from '@penstock/model/kernel'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller } from '@penstock/server/http'
import { newUuid } from '@penstock/server/runtime'
import { clientDataOf, type Refusal, refusalOf } from './passkey-refusal.ts'
import { type AccountRow, lockAccount, type Tx } from './queries.ts'
import { hashOfToken } from './secrets.ts'
import type { OpenedSession, Sessions } from './sessions.ts'
import * as queries from './way-queries.ts'
import { type AccessWork, isWelcome } from './work.ts'

const CHALLENGE_MS = 300_000
const RELYING_PARTY = 'Penstock'
/** COSE algorithms: EdDSA, ES256, RS256, which every platform speaks one of. */
const ALGORITHMS = [-8, -7, -257]

/** Loaded when a passkey is first used: it brings three hundred files, and a cell never uses one. */
const webAuthn = () => import('@simplewebauthn/server')

export class Passkeys {
  readonly #work: AccessWork
  readonly #sessions: Sessions

  constructor(work: AccessWork, sessions: Sessions) {
    this.#work = work
    this.#sessions = sessions
  }

  /** Options to register a passkey; the challenge is for this session alone. */
  async begin(caller: Caller, sessionId: string): Promise<PasskeyCreation> {
    const known = await this.#work.transaction((tx) => queries.listPasskeysOf(tx, uuidOf(caller)))
    const { generateRegistrationOptions } = await webAuthn()
    const options = await generateRegistrationOptions({
      rpName: RELYING_PARTY,
      rpID: this.#party.id,
      userName: caller.name,
      userID: new Uint8Array(bytesOfId(caller.subject) ?? []),
      timeout: CHALLENGE_MS,
      attestationType: 'none',
      supportedAlgorithmIDs: ALGORITHMS,
      excludeCredentials: known.map(({ credential_id, transports }) => ({ id: credential_id, transports })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    })
    await this.#keepChallenge(options.challenge, sessionId, 'registration')
    // The library's types and ours say the same in different words.
    return PasskeyCreation.parse(options)
  }

  async add(
    caller: Caller,
    sessionId: string,
    given: { readonly name: string; readonly response: PasskeyRegistration },
  ): Promise<PasskeyView> {
    const at = this.#work.clock()
    const { response } = given
    const challenge = await this.#spendChallenge(response.response.clientDataJSON, sessionId, 'registration', at)
    const { verifyRegistrationResponse } = await webAuthn()
    const verified = await verifyRegistrationResponse({
      response: { ...response, clientExtensionResults: {} },
      expectedChallenge: challenge ?? newUuid(),
      expectedOrigin: this.#party.origin,
      expectedRPID: this.#party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    }).catch(() => null)
    if (challenge === null || verified?.verified !== true) {
      const reason = refusalOf({ challenge, party: this.#party, ...response.response })
      await this.#work.recordRefusal(uuidOf(caller), { way: 'passkey registration', reason }, at)
      throw new AppError('access.passkey-refused')
    }
    const { credential, credentialBackedUp } = verified.registrationInfo
    const row = {
      id: newUuid(),
      account_id: uuidOf(caller),
      credential_id: credential.id,
      public_key: credential.publicKey,
      counter: credential.counter,
      name: given.name,
      transports: credential.transports ?? [],
      is_synced: credentialBackedUp,
    }
    await this.#work.transaction(async (tx) => {
      await lockAccount(tx, row.account_id)
      if (!(await queries.insertPasskey(tx, row, at))) throw new AppError('access.passkey-known')
      await record(tx, caller, 'passkey.add', row.id, at)
    })
    return passkeyView({ ...row, created_at: at, last_used_at: null })
  }

  /** Removes a passkey, unless nothing would be left to sign in with. */
  async remove(caller: Caller, passkeyId: string): Promise<void> {
    const at = this.#work.clock()
    const id = uuidOfId(passkeyId) ?? newUuid()
    await this.#work.transaction(async (tx) => {
      const account = await lockAccount(tx, uuidOf(caller))
      const passkeys = account === undefined ? [] : await queries.listPasskeysOf(tx, account.id)
      if (account === undefined || passkeys.every((passkey) => passkey.id !== id)) throw new AppError('not-found')
      const hasPassword = account.password_hash !== null && account.totp_confirmed_at !== null
      if (passkeys.length === 1 && !hasPassword) throw new AppError('access.last-way')
      await queries.deletePasskey(tx, account.id, id)
      await record(tx, caller, 'passkey.remove', id, at)
    })
  }

  /** Options to sign in; the challenge is for the browser that holds `door` alone. */
  async beginSignIn(door: string): Promise<PasskeyRequest> {
    const { generateAuthenticationOptions } = await webAuthn()
    const options = await generateAuthenticationOptions({
      rpID: this.#party.id,
      userVerification: 'required',
      timeout: CHALLENGE_MS,
    })
    await this.#keepChallenge(options.challenge, door, 'sign-in')
    return { ...options, rpId: this.#party.id, userVerification: 'required' }
  }

  /** Signs in with a passkey. Whatever is wrong, the answer is the same; the audit entry says what it was. */
  async signIn(door: string, response: PasskeyAssertion, agent: string): Promise<OpenedSession> {
    const at = this.#work.clock()
    const challenge = await this.#spendChallenge(response.response.clientDataJSON, door, 'sign-in', at)
    const outcome = await this.#work.transaction(async (tx) => {
      const account = await this.#lockOwner(tx, response.id)
      const passkey = account === undefined ? undefined : await queries.findPasskey(tx, response.id)
      if (account === undefined || passkey === undefined) return { reason: 'unknown passkey' } as const
      const counter = await this.#verify(challenge, passkey, account, response)
      if (typeof counter !== 'number') return { reason: counter, account }
      if (!isWelcome(account, at)) return { reason: 'account', account } as const
      await queries.usePasskeyRow(tx, passkey.id, counter, at)
      return { opened: await this.#sessions.open(tx, account, { how: 'passkey', agent, at }) }
    })
    if ('opened' in outcome) return outcome.opened
    const { reason, account } = outcome
    await this.#work.recordRefusal(account?.id, { way: 'passkey', reason }, at)
    throw new AppError('access.passkey-refused')
  }

  /** The passkey's new counter, or what is wrong with the response. */
  async #verify(
    challenge: string | null,
    passkey: queries.PasskeyRow,
    account: AccountRow,
    response: PasskeyAssertion,
  ): Promise<number | Refusal> {
    const party = this.#party
    const { verifyAuthenticationResponse } = await webAuthn()
    const verified = await verifyAuthenticationResponse({
      response: {
        ...response,
        response: { ...response.response, userHandle: response.response.userHandle ?? '' },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge ?? newUuid(),
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      credential: {
        id: passkey.credential_id,
        publicKey: new Uint8Array(passkey.public_key),
        counter: passkey.counter,
        transports: passkey.transports,
      },
    }).catch(() => null)
    const owner = Buffer.from(bytesOfId(idOfUuid('acc', account.id)) ?? []).toString('base64url')
    const isOwner = response.response.userHandle === owner
    if (challenge !== null && verified?.verified === true && isOwner) return verified.authenticationInfo.newCounter
    return isOwner ? refusalOf({ challenge, party, counter: passkey.counter, ...response.response }) : 'user handle'
  }

  /** The account that a credential belongs to, locked first, so that no two uses of one passkey judge one counter. */
  async #lockOwner(tx: Tx, credentialId: string): Promise<AccountRow | undefined> {
    const passkey = await queries.findPasskey(tx, credentialId)
    return passkey === undefined ? undefined : await lockAccount(tx, passkey.account_id)
  }

  async #keepChallenge(challenge: string, holder: string, purpose: queries.ChallengePurpose): Promise<void> {
    const at = this.#work.clock()
    const row = { challenge_hash: hashOfToken(challenge), holder_hash: hashOfToken(holder), purpose }
    await this.#work.transaction(async (tx) => {
      await queries.deleteChallengesExpired(tx, at)
      await queries.insertChallenge(tx, row, micros(at + CHALLENGE_MS * 1000))
    })
  }

  /** The challenge that the response answers, used up; null when it was never given to this holder, was used, or is late. */
  async #spendChallenge(
    clientDataJson: string,
    holder: string,
    purpose: queries.ChallengePurpose,
    at: EpochMicros,
  ): Promise<string | null> {
    const challenge = clientDataOf(clientDataJson)?.challenge
    if (challenge === undefined) return null
    const given = { challengeHash: hashOfToken(challenge), holderHash: hashOfToken(holder), purpose }
    // A transaction of its own: what fails later has used the challenge up all the same.
    const isMine = await this.#work.transaction((tx) => queries.spendChallenge(tx, given, at))
    return isMine ? challenge : null
  }

  get #party(): { readonly origin: string; readonly id: string } {
    const { origin, hostname } = new URL(this.#work.address)
    return { origin, id: hostname }
  }
}

export function passkeyView(row: queries.PasskeyRow): PasskeyView {
  return {
    id: idOfUuid('psk', row.id),
    name: row.name,
    isSynced: row.is_synced,
    createdAt: isoOfMicros(row.created_at),
    lastUsedAt: isoOrNull(row.last_used_at),
  }
}

async function record(tx: Tx, caller: Caller, action: string, passkeyId: string, at: EpochMicros): Promise<void> {
  const details = { passkey: idOfUuid('psk', passkeyId) }
  await appendAudit(tx, { actor: caller.subject, action, object: caller.subject, details, at })
}

function uuidOf(caller: Caller): string {
  return uuidOfId(caller.subject) ?? newUuid()
}
