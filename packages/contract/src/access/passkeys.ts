// Passkeys: the two halves of registering one and of signing in with one, in the JSON forms of WebAuthn level 3 (§5.1.8 to §5.1.10).
import { route } from '@penstock/contract/route'
import { z } from 'zod'
import { SessionView } from './session.ts'

const Base64Url = z
  .string()
  .max(20_000)
  .regex(/^[\w-]*$/)
const CredentialId = z
  .string()
  .min(16)
  .max(1400)
  .regex(/^[\w-]+$/)
const Descriptor = z.looseObject({ id: z.string(), type: z.string() })

/** PublicKeyCredentialCreationOptionsJSON, as far as we use it. */
export const PasskeyCreation = z.looseObject({
  challenge: Base64Url,
  rp: z.looseObject({ id: z.string(), name: z.string() }),
  user: z.looseObject({ id: z.string(), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.looseObject({ alg: z.int(), type: z.string() })),
  excludeCredentials: z.array(Descriptor),
})
export type PasskeyCreation = z.infer<typeof PasskeyCreation>

/** PublicKeyCredentialRequestOptionsJSON, as far as we use it. */
export const PasskeyRequest = z.looseObject({
  challenge: Base64Url,
  rpId: z.string(),
  userVerification: z.string(),
})
export type PasskeyRequest = z.infer<typeof PasskeyRequest>

const credential = { id: CredentialId, rawId: CredentialId, type: z.literal('public-key') }

/** RegistrationResponseJSON. */
export const PasskeyRegistration = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: Base64Url,
    attestationObject: Base64Url,
    transports: z.array(z.string().max(40)).max(10).default([]),
  }),
})
export type PasskeyRegistration = z.infer<typeof PasskeyRegistration>

/** AuthenticationResponseJSON. */
export const PasskeyAssertion = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: Base64Url,
    authenticatorData: Base64Url,
    signature: Base64Url,
    userHandle: Base64Url.optional(),
  }),
})
export type PasskeyAssertion = z.infer<typeof PasskeyAssertion>

export const PasskeyView = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** True when the passkey lives in a synced store, false when it is bound to one device. */
  isSynced: z.boolean(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
})
export type PasskeyView = z.infer<typeof PasskeyView>

export const beginPasskey = route({
  method: 'POST',
  path: '/account/passkeys/options',
  side: 'hub',
  permission: 'session',
  summary: 'Begin to register a passkey: a challenge for this session, good once and for five minutes',
  response: PasskeyCreation,
  hasSecretAnswer: true,
  refusals: [],
})

export const addPasskey = route({
  method: 'POST',
  path: '/account/passkeys',
  side: 'hub',
  permission: 'session',
  summary: 'Register the passkey that answered the challenge',
  body: z.strictObject({ name: z.string().trim().min(1).max(80), response: PasskeyRegistration }),
  response: PasskeyView,
  refusals: ['access.passkey-refused', 'access.passkey-known'],
})

export const removePasskey = route({
  method: 'DELETE',
  path: '/account/passkeys/{passkeyId}',
  side: 'hub',
  permission: 'session',
  summary: 'Remove a passkey; never the last way to sign in',
  params: z.strictObject({ passkeyId: z.string() }),
  refusals: ['not-found', 'access.last-way'],
})

export const beginPasskeySignIn = route({
  method: 'POST',
  path: '/session/passkey/options',
  side: 'hub',
  permission: 'public',
  summary: 'A challenge to sign in with a passkey: for this browser, good once and for five minutes',
  response: PasskeyRequest,
  refusals: ['access.too-many-attempts'],
})

export const signInWithPasskey = route({
  method: 'POST',
  path: '/session/passkey',
  side: 'hub',
  permission: 'public',
  summary: 'Sign in with a passkey that verified its user; no code is asked',
  body: z.strictObject({ response: PasskeyAssertion }),
  response: SessionView,
  refusals: ['access.passkey-refused', 'access.too-many-attempts'],
})
