// Invites a person or a guest: name, roles, sites, for guests capacity, rooms and an end. The one-time link is shown once.
import { Button, Checkbox, Radio, TextInput } from '@mantine/core'
import { createAccount } from '@penstock/contract/access'
import { Capacity, GUEST_ROLES, GuestRoom, Role } from '@penstock/model/operating-model'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { instantOf, localOf, Panel, RefusedNotice } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'
import { IssuedLink } from './IssuedLink.tsx'

const DAY_MS = 86_400_000
const USUAL_STAY_DAYS = 30
const ALL_SITES = '*'

export function InviteForm() {
  const { run, isRunning, refused } = useWrite(createAccount)
  const { sites: known } = useScope()
  const [name, setName] = useState('')
  const [capacity, setCapacity] = useState<Capacity | null>(null)
  const [roles, setRoles] = useState<readonly Role[]>([])
  const [rooms, setRooms] = useState<readonly GuestRoom[]>([])
  const [sites, setSites] = useState<readonly string[]>([ALL_SITES])
  const [ends, setEnds] = useState('')
  const [issued, setIssued] = useState<{ link: string; expiresAt: string } | null>(null)
  const choices = capacity === null ? Role.options : GUEST_ROLES[capacity]
  const choose = (value: string) => {
    const chosen = Capacity.options.find((one) => one === value) ?? null
    setCapacity(chosen)
    setRoles(roles.filter((role) => chosen === null || GUEST_ROLES[chosen].includes(role)))
    if (chosen !== null && ends === '') setEnds(localOf(new Date(Date.now() + USUAL_STAY_DAYS * DAY_MS).toISOString()))
  }
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const endsAt = instantOf(ends)
    const answer = await run({
      body: {
        name: name.trim(),
        roles: [...roles],
        sites: sites.includes(ALL_SITES) ? ALL_SITES : sites.map((site) => site as never),
        ...(endsAt === undefined ? {} : { endsAt }),
        ...(capacity === null ? {} : { guest: { capacity, rooms: [...rooms] } }),
      },
    })
    if (!answer.ok) return
    setIssued(answer.value)
    setName('')
    setRoles([])
    setRooms([])
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
        <Checkbox.Group
          label={t('access.roles')}
          description={t('access.roles.hint')}
          value={[...roles]}
          onChange={(chosen) => setRoles(choices.filter((role) => chosen.includes(role)))}
        >
          <div className="roles">
            {choices.map((role) => (
              <Checkbox key={role} value={role} label={t(`access.role.${role}`)} />
            ))}
          </div>
        </Checkbox.Group>
        {capacity === null ? null : (
          <Checkbox.Group
            label={t('access.rooms')}
            description={t('access.rooms.hint')}
            value={[...rooms]}
            onChange={(chosen) => setRooms(GuestRoom.options.filter((room) => chosen.includes(room)))}
          >
            <div className="roles">
              {GuestRoom.options.map((room) => (
                <Checkbox key={room} value={room} label={t(`access.room.${room}`)} />
              ))}
            </div>
          </Checkbox.Group>
        )}
        <Checkbox.Group label={t('access.sites')} value={[...sites]} onChange={setSites}>
          <div className="roles">
            <Checkbox value={ALL_SITES} label={t('access.sites.all')} />
            {known.map((site) => (
              <Checkbox key={site.site} value={site.site} label={site.name} disabled={sites.includes(ALL_SITES)} />
            ))}
          </div>
        </Checkbox.Group>
        <TextInput
          label={t('access.ends')}
          description={t(capacity === null ? 'access.ends.hint' : 'access.ends.guest')}
          type="datetime-local"
          value={ends}
          required={capacity !== null}
          onChange={(event) => setEnds(event.currentTarget.value)}
        />
        {refused === null ? null : <RefusedNotice refused={refused} />}
        <Button type="submit" loading={isRunning}>
          {t('access.invite.do')}
        </Button>
        <div role="status">{issued === null ? null : <IssuedLink issued={issued} />}</div>
      </form>
    </Panel>
  )
}
