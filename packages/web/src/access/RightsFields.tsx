// Roles, a guest's rooms and sites, as an invitation and a change of rights ask for them.
import { Checkbox } from '@mantine/core'
import { type Capacity, GUEST_ROLES, GuestRoom, Role } from '@penstock/model/operating-model'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { ALL_SITES, type Rights } from './rights.ts'

export function RightsFields(props: {
  /** Null for a member. */
  readonly capacity: Capacity | null
  readonly rights: Rights
  readonly onChange: (rights: Rights) => void
}) {
  const { capacity, rights, onChange } = props
  const { sites: known } = useScope()
  const choices = capacity === null ? Role.options : GUEST_ROLES[capacity]
  return (
    <>
      <Checkbox.Group
        label={t('access.roles')}
        description={t('access.roles.hint')}
        value={[...rights.roles]}
        onChange={(chosen) => onChange({ ...rights, roles: choices.filter((role) => chosen.includes(role)) })}
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
          value={[...rights.rooms]}
          onChange={(chosen) =>
            onChange({ ...rights, rooms: GuestRoom.options.filter((room) => chosen.includes(room)) })
          }
        >
          <div className="roles">
            {GuestRoom.options.map((room) => (
              <Checkbox key={room} value={room} label={t(`access.room.${room}`)} />
            ))}
          </div>
        </Checkbox.Group>
      )}
      <Checkbox.Group
        label={t('access.sites')}
        value={[...rights.sites]}
        onChange={(sites) => onChange({ ...rights, sites })}
      >
        <div className="roles">
          <Checkbox value={ALL_SITES} label={t('access.sites.all')} />
          {known.map((site) => (
            <Checkbox key={site.site} value={site.site} label={site.name} disabled={rights.sites.includes(ALL_SITES)} />
          ))}
        </div>
      </Checkbox.Group>
    </>
  )
}
