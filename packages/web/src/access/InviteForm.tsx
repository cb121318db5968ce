// Invites a person or a guest: name, roles, sites, for guests capacity, rooms and an end. The one-time link is shown once.
import { Button, Radio, TextInput } from '@mantine/core'
import { createAccount } from '@penstock/contract/access'
import { Capacity, GUEST_ROLES, type Identity } from '@penstock/model/operating-model'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { instantOf, localOf, Panel, RefusedNotice } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'
import { IdentityFields, trimmed } from './IdentityFields.tsx'
import { IssuedLink } from './IssuedLink.tsx'
import { RightsFields } from './RightsFields.tsx'
import { type Rights, sitesOf } from './rights.ts'

const DAY_MS = 86_400_000
const USUAL_STAY_DAYS = 30
const NO_RIGHTS: Rights = { roles: [], rooms: [], sites: ['*'] }

export function InviteForm() {
  const { run, isRunning, refused } = useWrite(createAccount)
  const [name, setName] = useState('')
  const [capacity, setCapacity] = useState<Capacity | null>(null)
  const [rights, setRights] = useState(NO_RIGHTS)
  const [ends, setEnds] = useState('')
  const [identities, setIdentities] = useState<readonly Identity[]>([])
  const [issued, setIssued] = useState<{ link: string; expiresAt: string } | null>(null)
  const choose = (value: string) => {
    const chosen = Capacity.options.find((one) => one === value) ?? null
    setCapacity(chosen)
    setRights({
      ...rights,
      roles: rights.roles.filter((role) => chosen === null || GUEST_ROLES[chosen].includes(role)),
    })
    if (chosen !== null && ends === '') setEnds(localOf(new Date(Date.now() + USUAL_STAY_DAYS * DAY_MS).toISOString()))
  }
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const endsAt = instantOf(ends)
    const answer = await run({
      body: {
        name: name.trim(),
        roles: [...rights.roles],
        sites: sitesOf(rights),
        ...(identities.length === 0 ? {} : { identities: trimmed(identities) }),
        ...(endsAt === undefined ? {} : { endsAt }),
        ...(capacity === null ? {} : { guest: { capacity, rooms: [...rights.rooms] } }),
      },
    })
    if (!answer.ok) return
    setIssued(answer.value)
    setName('')
    setIdentities([])
    setRights({ ...NO_RIGHTS, sites: rights.sites })
  }
  return (
    <Panel title={t('access.invite')}>
      <form className="form invite" onSubmit={(event) => void submit(event)}>
        <Radio.Group label={t('access.as')} value={capacity ?? 'member'} onChange={choose}>
          <div className="row">
            <Radio value="member" label={t('access.member')} />
            {Capacity.options.map((one) => (
              <Radio key={one} value={one} label={t(`access.capacity.${one}`)} />
            ))}
          </div>
        </Radio.Group>
        <TextInput
          label={t('access.name')}
          description={t('access.name.hint')}
          pattern="[a-z0-9][a-z0-9._@\-]{0,79}"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          required
        />
        <RightsFields capacity={capacity} rights={rights} onChange={setRights} />
        <TextInput
          label={t('access.ends')}
          description={t(capacity === null ? 'access.ends.hint' : 'access.ends.guest')}
          type="datetime-local"
          value={ends}
          required={capacity !== null}
          onChange={(event) => setEnds(event.currentTarget.value)}
        />
        <IdentityFields identities={identities} onChange={setIdentities} />
        {refused === null ? null : <RefusedNotice refused={refused} />}
        <Button type="submit" loading={isRunning}>
          {t('access.invite.do')}
        </Button>
        <div role="status">{issued === null ? null : <IssuedLink issued={issued} />}</div>
      </form>
    </Panel>
  )
}
