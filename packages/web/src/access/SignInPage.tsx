// The door: a one-time link spends itself, everybody else gives name, password and code.
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { openLink, type SessionView, signIn } from '@penstock/contract/access'
import { call, keepSession, type Refused, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { RefusedNotice } from '@penstock/web/ui'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type SubmitEvent, useEffect, useRef, useState } from 'react'
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
      <p className="muted">{t('access.sign-in.lead')}</p>
      {link.refused === null ? null : <RefusedNotice refused={link.refused} />}
      {link.isOpening ? <p role="status">{t('access.link.opening')}</p> : <SignInForm onSignedIn={welcome} />}
    </main>
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

function SignInForm({ onSignedIn }: { readonly onSignedIn: (session: SessionView) => void }) {
  const { run, isRunning, refused } = useWrite(signIn)
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const answer = await run({ body: { name: name.trim(), password, code: code.replaceAll(' ', '') } })
    if (answer.ok) onSignedIn(answer.value)
  }
  return (
    <form className="form" onSubmit={(event) => void submit(event)}>
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <TextInput
        label={t('access.name')}
        autoComplete="username"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        required
      />
      <PasswordInput
        label={t('access.password')}
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('access.password.show') }}
        required
      />
      <TextInput
        label={t('access.code')}
        description={t('access.code.hint')}
        autoComplete="one-time-code"
        inputMode="numeric"
        pattern="[0-9 ]{6,7}"
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        required
      />
      <Button type="submit" loading={isRunning}>
        {t('access.sign-in')}
      </Button>
      <p className="faint">{t('access.sign-in.no-account')}</p>
    </form>
  )
}

function tokenOfAddress(): string {
  return window.location.pathname === '/sign-in' ? window.location.hash.slice(1) : ''
}
