// The door: a one-time link spends itself; everybody else comes with a passkey, with password and code, or with a recovery code.
import { Button } from '@mantine/core'
import { openLink, type SessionView } from '@penstock/contract/access'
import { call, keepSession, type Refused } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { RefusedNotice } from '@penstock/web/ui'
import { IconFingerprint } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { RecoveryForm } from './RecoveryForm.tsx'
import { SignInForm } from './SignInForm.tsx'
import { hasPasskeys, usePasskeySignIn } from './use-passkey.ts'
import './access.css'

export function SignInPage() {
  const client = useQueryClient()
  const navigate = useNavigate()
  const welcome = (session: SessionView) => {
    keepSession(client, session)
    if (window.location.pathname === '/sign-in') void navigate({ to: '/', replace: true })
  }
  const link = useLink(welcome)
  useEffect(() => {
    document.title = `${t('access.sign-in')} · Penstock`
  }, [])
  return (
    <main className="door">
      <h1>{t('access.sign-in.title')}</h1>
      {link.refused === null ? null : <RefusedNotice refused={link.refused} />}
      {link.isOpening ? <p role="status">{t('access.link.opening')}</p> : <WaysIn onSignedIn={welcome} />}
    </main>
  )
}

function WaysIn({ onSignedIn }: { readonly onSignedIn: (session: SessionView) => void }) {
  const [isRecovering, setRecovering] = useState(false)
  return (
    <>
      {isRecovering ? (
        <RecoveryForm onSignedIn={onSignedIn} />
      ) : (
        <>
          {hasPasskeys() ? <PasskeyButton onSignedIn={onSignedIn} /> : null}
          <SignInForm onSignedIn={onSignedIn} />
        </>
      )}
      <Button variant="subtle" onClick={() => setRecovering(!isRecovering)}>
        {isRecovering ? t('access.recovery.back') : t('access.recovery.use')}
      </Button>
      <p className="faint">{t('access.sign-in.no-account')}</p>
    </>
  )
}

function PasskeyButton({ onSignedIn }: { readonly onSignedIn: (session: SessionView) => void }) {
  const { run, isRunning, refused, trouble } = usePasskeySignIn(onSignedIn)
  return (
    <div className="form">
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button
        fullWidth
        loading={isRunning}
        leftSection={<IconFingerprint size={18} stroke={1.5} aria-hidden="true" />}
        onClick={() => void run()}
      >
        {t('access.passkey.sign-in')}
      </Button>
      <p role="status">{trouble}</p>
      <p className="or">{t('access.sign-in.or')}</p>
    </div>
  )
}

/** Posts the token behind the `#` once and takes it out of the address, so that it is in no history. */
function useLink(onOpened: (session: SessionView) => void) {
  const [state, setState] = useState<{ isOpening: boolean; refused: Refused | null }>(() => ({
    isOpening: tokenOfAddress() !== '',
    refused: null,
  }))
  const isSent = useRef(false)
  const opened = useRef(onOpened)
  opened.current = onOpened
  useEffect(() => {
    const token = tokenOfAddress()
    if (token === '' || isSent.current) return
    isSent.current = true
    window.history.replaceState(window.history.state, '', window.location.pathname)
    void call(openLink, { body: { token } }).then((answer) => {
      setState({ isOpening: false, refused: answer.ok ? null : answer.refusal })
      if (answer.ok) opened.current(answer.value)
    })
  }, [])
  return state
}

function tokenOfAddress(): string {
  return window.location.pathname === '/sign-in' ? window.location.hash.slice(1) : ''
}
