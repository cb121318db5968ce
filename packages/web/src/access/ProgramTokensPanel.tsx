// Own tokens for programs: the ones that are still good, another one, and revoking one. A secret is shown once.
import { Button, Checkbox, NumberInput, TextInput } from '@mantine/core'
import {
  createProgramToken,
  listProgramTokens,
  type ProgramTokenView,
  revokeProgramToken,
} from '@penstock/contract/access'
import { LONGEST_PROGRAM_DAYS, ProgramRoom } from '@penstock/model/operating-model'
import { useRead, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Empty, Instant, Loaded, Panel, RefusedNotice, WireText } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'

const DAYS = 30

export function ProgramTokensPanel() {
  const read = useRead(listProgramTokens, {})
  return (
    <Panel title={t('access.programs')} className="wide">
      <p className="muted">{t('access.programs.lead')}</p>
      <Loaded read={read}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty kind="yet" title={t('access.programs.none')} />
          ) : (
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{t('access.program.name')}</th>
                  <th scope="col">{t('access.rooms')}</th>
                  <th scope="col">{t('access.created')}</th>
                  <th scope="col">{t('access.token.used')}</th>
                  <th scope="col">{t('access.ends')}</th>
                  <th scope="col">{t('access.action')}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((token) => (
                  <TokenRow key={token.id} token={token} />
                ))}
              </tbody>
            </table>
          )
        }
      </Loaded>
      <NewToken />
    </Panel>
  )
}

function TokenRow({ token }: { readonly token: ProgramTokenView }) {
  const { run, isRunning, refused } = useWrite(revokeProgramToken)
  return (
    <tr>
      <th scope="row">
        <WireText text={token.name} />
      </th>
      <td>{token.rooms.map((room) => t(`access.room.${room}`)).join(', ')}</td>
      <td>
        <Instant at={token.createdAt} />
      </td>
      <td>
        <Instant at={token.lastUsedAt} />
      </td>
      <td>
        <Instant at={token.expiresAt} />
      </td>
      <td>
        <Button
          variant="default"
          size="compact-sm"
          loading={isRunning}
          aria-label={t('access.program.revoke-one', { name: token.name })}
          onClick={() => void run({ params: { tokenId: token.id } })}
        >
          {t('access.token.revoke')}
        </Button>
        {refused === null ? null : <RefusedNotice refused={refused} />}
      </td>
    </tr>
  )
}

function NewToken() {
  const { run, isRunning, refused } = useWrite(createProgramToken)
  const [name, setName] = useState('')
  const [rooms, setRooms] = useState<readonly ProgramRoom[]>(['assets'])
  const [days, setDays] = useState(DAYS)
  const [secret, setSecret] = useState<string | null>(null)
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    setSecret(null)
    const answer = await run({ body: { name: name.trim(), rooms: [...rooms], days } })
    if (!answer.ok) return
    setSecret(answer.value.secret)
    setName('')
  }
  return (
    <form className="form invite" onSubmit={(event) => void submit(event)}>
      <h3>{t('access.program.new')}</h3>
      <TextInput
        label={t('access.program.name')}
        description={t('access.program.name.hint')}
        value={name}
        maxLength={80}
        onChange={(event) => setName(event.currentTarget.value)}
        required
      />
      <Checkbox.Group
        label={t('access.rooms')}
        value={[...rooms]}
        onChange={(next) => setRooms(ProgramRoom.options.filter((room) => next.includes(room)))}
      >
        <div className="checks">
          {ProgramRoom.options.map((room) => (
            <Checkbox key={room} value={room} label={t(`access.room.${room}`)} />
          ))}
        </div>
      </Checkbox.Group>
      <NumberInput
        label={t('access.program.days')}
        min={1}
        max={LONGEST_PROGRAM_DAYS}
        allowDecimal={false}
        value={days}
        onChange={(next) => setDays(Number(next))}
        required
      />
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" loading={isRunning} disabled={rooms.length === 0 || days < 1}>
        {t('access.program.new')}
      </Button>
      <div role="status">
        {secret === null ? null : (
          <p>
            {t('access.program.secret')} <code className="secret">{secret}</code>
          </p>
        )}
      </div>
    </form>
  )
}
