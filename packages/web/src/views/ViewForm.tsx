// Names a view, or changes one: its name, who sees it, and whether it takes over the address as it stands.
import { Button, Checkbox, Modal, Radio, Select, TextInput } from '@mantine/core'
import { changeView, type SavedView, saveView, type ViewAudience } from '@penstock/contract/views'
import { Role } from '@penstock/model/operating-model'
import { useMay, useWrite } from '@penstock/web/api'
import { findMessage, t } from '@penstock/web/messages'
import { RefusedNotice } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'

interface Target {
  /** The view to change, or `new`; null while the form is closed. */
  readonly view: SavedView | 'new' | null
  readonly path: string
  readonly search: string
  readonly onClose: () => void
}

export function ViewForm(target: Target) {
  return (
    <Modal
      opened={target.view !== null}
      onClose={target.onClose}
      title={t(target.view === 'new' ? 'views.save' : 'views.change.title')}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
      attributes={{ header: { role: 'presentation' } }}
    >
      {target.view === null ? null : <Form {...target} view={target.view === 'new' ? null : target.view} />}
    </Modal>
  )
}

function Form({ view, path, search, onClose }: Omit<Target, 'view'> & { readonly view: SavedView | null }) {
  const mayShare = useMay('view:share')
  const save = useWrite(saveView)
  const change = useWrite(changeView)
  const [name, setName] = useState(view?.name ?? '')
  const [kind, setKind] = useState<ViewAudience['kind']>(view?.audience.kind ?? 'private')
  const [role, setRole] = useState<Role>(view?.audience.kind === 'role' ? view.audience.role : 'ot-engineer')
  const [doesTakeOver, setTakeOver] = useState(false)
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const audience: ViewAudience = kind === 'role' ? { kind, role } : { kind }
    const answer =
      view === null
        ? await save.run({ body: { name, path, search, audience } })
        : await change.run({
            params: { viewId: view.id },
            body: { version: view.version, name, audience, ...(doesTakeOver ? { search } : {}) },
          })
    if (answer.ok) onClose()
  }
  const refused = save.refused ?? change.refused
  return (
    <form className="view-form" onSubmit={(event) => void submit(event)}>
      <TextInput
        label={t('views.name')}
        value={name}
        maxLength={80}
        required
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Radio.Group
        label={t('views.audience')}
        value={kind}
        onChange={(next) => setKind(next === 'shared' || next === 'role' ? next : 'private')}
      >
        <Radio value="private" label={t('views.audience.private.why')} />
        <Radio value="shared" label={t('views.audience.shared.why')} disabled={!mayShare} />
        <Radio value="role" label={t('views.audience.role.why')} disabled={!mayShare} />
      </Radio.Group>
      {kind === 'role' ? (
        <Select
          label={t('views.role')}
          data={Role.options.map((each) => ({ value: each, label: findMessage(`access.role.${each}`) ?? each }))}
          value={role}
          allowDeselect={false}
          onChange={(next) => setRole(Role.catch('ot-engineer').parse(next))}
          comboboxProps={{ shadow: 'none' }}
        />
      ) : null}
      {view === null || view.search === search ? null : (
        <Checkbox
          label={t('views.take-over')}
          checked={doesTakeOver}
          onChange={(event) => setTakeOver(event.currentTarget.checked)}
        />
      )}
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" loading={save.isRunning || change.isRunning}>
        {t(view === null ? 'views.save.go' : 'views.change.go')}
      </Button>
    </form>
  )
}
