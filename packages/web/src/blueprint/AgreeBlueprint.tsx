// A blueprint file, agreed on with a reason: its faults with place and mend, or it is in force.
import { Button, Textarea } from '@mantine/core'
import { agreeBlueprint, BlueprintFaultView } from '@penstock/contract/blueprint'
import type { SiteView } from '@penstock/contract/plant'
import { type Refused, upload } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { FileButton, Panel, RefusedNotice, showToast, showUnseen, WireText } from '@penstock/web/ui'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { DraftButton } from './DraftButton.tsx'

export function AgreeBlueprint(props: {
  readonly site: SiteView
  /** The version that is in force while the person decides. */
  readonly version: number
  readonly onClose: () => void
}) {
  const { site, version, onClose } = props
  const client = useQueryClient()
  const [file, setFile] = useState<File | null>(null)
  const [reason, setReason] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [refused, setRefused] = useState<Refused | null>(null)
  const send = async (chosen: File) => {
    setBusy(true)
    setRefused(null)
    const query = { reason: reason.trim(), version: String(version) }
    const answer = await upload(agreeBlueprint, { params: { site: site.site }, query }, chosen)
    setBusy(false)
    if (!answer.ok) return setRefused(answer.refusal)
    void client.invalidateQueries()
    showToast({ text: t('blueprint.agree.done', { name: showUnseen(answer.value.name) }) })
    onClose()
  }
  return (
    <Panel title={t('blueprint.agree')}>
      <div className="blueprint-agree">
        <p className="muted">{t('blueprint.agree.lead')}</p>
        <div className="blueprint-asked">
          <FileButton
            label={file === null ? t('blueprint.agree.choose') : t('blueprint.agree.other')}
            accept=".json,application/json"
            isPrimary={file === null}
            isDisabled={isBusy}
            onFile={setFile}
          />
          <DraftButton site={site} />
          {file === null ? null : <WireText text={file.name} />}
        </div>
        <Textarea
          label={t('blueprint.reason')}
          value={reason}
          required
          maxLength={500}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {refused === null ? null : <Refusal refused={refused} />}
        <div className="blueprint-asked">
          <Button
            loading={isBusy}
            disabled={file === null || reason.trim() === ''}
            onClick={() => (file === null ? undefined : void send(file))}
          >
            {t('blueprint.agree.go')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('blueprint.agree.not')}
          </Button>
        </div>
      </div>
    </Panel>
  )
}

function Refusal({ refused }: { readonly refused: Refused }) {
  const parsed = z.object({ faults: z.array(BlueprintFaultView) }).safeParse(refused.details)
  const faults = parsed.success ? parsed.data.faults : []
  return (
    <RefusedNotice refused={refused}>
      {faults.length === 0 ? null : (
        <ul className="lines">
          {faults.map(({ place, message, mend }) => (
            <li key={`${place} ${message}`}>
              <code>{showUnseen(place)}</code> {showUnseen(message)}
              {mend === null ? null : ` → ${showUnseen(mend)}`}
            </li>
          ))}
        </ul>
      )}
    </RefusedNotice>
  )
}
