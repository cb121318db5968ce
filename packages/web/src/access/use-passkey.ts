// The browser's half of passkeys: asks the server for a challenge, the authenticator for its answer, and hands that back.
import {
  addPasskey,
  beginPasskey,
  beginPasskeySignIn,
  PasskeyAssertion,
  PasskeyRegistration,
  type SessionView,
  signInWithPasskey,
} from '@penstock/contract/access'
import { call, type Refused, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { browserSupportsWebAuthn, startAuthentication, startRegistration } from '@simplewebauthn/browser'
import { useState } from 'react'

interface Ceremony {
  readonly isRunning: boolean
  /** What the server refused. */
  readonly refused: Refused | null
  /** What the browser or the authenticator did not do, as a sentence; empty for nothing. */
  readonly trouble: string
}

const IDLE: Ceremony = { isRunning: false, refused: null, trouble: '' }

/** Passkeys belong to names, not to numbers: at an IP address the browser has none. */
export function hasPasskeys(): boolean {
  return browserSupportsWebAuthn() && !/^[\d.]+$|^\[/.test(window.location.hostname)
}

export function usePasskeySignIn(onSignedIn: (session: SessionView) => void) {
  const [state, setState] = useState(IDLE)
  const run = async () => {
    setState({ ...IDLE, isRunning: true })
    const begun = await call(beginPasskeySignIn, {})
    if (!begun.ok) return setState({ ...IDLE, refused: begun.refusal })
    const given = await answerOf(() => startAuthentication({ optionsJSON: begun.value as never }))
    if (typeof given === 'string') return setState({ ...IDLE, trouble: given })
    const answer = await call(signInWithPasskey, { body: { response: PasskeyAssertion.parse(given) } })
    setState({ ...IDLE, refused: answer.ok ? null : answer.refusal })
    if (answer.ok) onSignedIn(answer.value)
  }
  return { ...state, run }
}

export function useNewPasskey() {
  const add = useWrite(addPasskey)
  const [state, setState] = useState(IDLE)
  /** True when the passkey is registered. */
  const run = async (name: string): Promise<boolean> => {
    setState({ ...IDLE, isRunning: true })
    const begun = await call(beginPasskey, {})
    if (!begun.ok) {
      setState({ ...IDLE, refused: begun.refusal })
      return false
    }
    const given = await answerOf(() => startRegistration({ optionsJSON: begun.value as never }))
    if (typeof given === 'string') {
      setState({ ...IDLE, trouble: given })
      return false
    }
    const answer = await add.run({ body: { name, response: PasskeyRegistration.parse(given) } })
    setState({ ...IDLE, refused: answer.ok ? null : answer.refusal })
    return answer.ok
  }
  return { ...state, run }
}

/** What the authenticator gave, or why it gave nothing. */
async function answerOf<Given extends object>(ask: () => Promise<Given>): Promise<Given | string> {
  try {
    return await ask()
  } catch (error) {
    const name = error instanceof Error ? error.name : ''
    if (name === 'InvalidStateError') return t('access.passkey.trouble.known')
    return name === 'SecurityError' ? t('access.passkey.trouble.address') : t('access.passkey.trouble.cancelled')
  }
}
