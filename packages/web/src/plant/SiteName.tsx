// The site's name, edited where it stands.
import { Button, TextInput } from '@mantine/core'
import { nameSite, type SiteView } from '@penstock/contract/plant'
import { useMay, useWrite } from '@penstock/web/api'
import { useCommands } from '@penstock/web/commands'
import { t } from '@penstock/web/messages'
import { RefusedNotice, WireText } from '@penstock/web/ui'
import { IconPencil } from '@tabler/icons-react'
import { type SubmitEvent, useState } from 'react'
import './plant.css'

export function SiteName({ site }: { readonly site: SiteView }) {
  const may = useMay('site:edit')
  const [isEditing, setEditing] = useState(false)
  const edit = () => setEditing(true)
  useCommands(
    may ? [{ id: 'site.name', title: t('plant.site.edit'), group: t('plant.site'), keys: 'n', run: edit }] : [],
  )
  if (isEditing) return <NameForm site={site} onEnd={() => setEditing(false)} />
  return (
    <span className="site-name">
      <span className="site-name-text">
        <WireText text={site.name} />
      </span>
      {site.isNamed ? null : <span className="muted">{t('plant.site.unnamed')}</span>}
      {may ? (
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconPencil size={14} stroke={1.5} aria-hidden="true" />}
          onClick={edit}
        >
          {site.isNamed ? t('plant.site.rename') : t('plant.site.edit')}
        </Button>
      ) : null}
    </span>
  )
}

function NameForm({ site, onEnd }: { readonly site: SiteView; readonly onEnd: () => void }) {
  const { run, isRunning, refused } = useWrite(nameSite)
  const [name, setName] = useState(site.isNamed ? site.name : '')
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const answer = await run({ params: { site: site.site }, body: { version: site.version, name: name.trim() } })
    if (answer.ok) onEnd()
  }
  return (
    <form className="site-form" onSubmit={(event) => void submit(event)}>
      <TextInput
        aria-label={t('plant.site.name')}
        placeholder={t('plant.site.name')}
        value={name}
        maxLength={120}
        required
        data-autofocus
        ref={(input) => {
          if (input && document.activeElement === document.body) input.focus()
        }}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onEnd()
        }}
      />
      <Button type="submit" loading={isRunning}>
        {t('plant.site.save')}
      </Button>
      <Button variant="default" onClick={onEnd}>
        {t('ui.cancel')}
      </Button>
      {refused === null ? null : <RefusedNotice refused={refused} />}
    </form>
  )
}
