// A plant file, tried before it is taken: its faults with place and mend, or the sum of what would change.
import { Button } from '@mantine/core'
import { importPlant, PlantFaultView, type PlantImportView } from '@penstock/contract/plant'
import { type Refused, upload } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { FileButton, RefusedNotice, WireText } from '@penstock/web/ui'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { z } from 'zod'
import { FaultTable } from './FaultTable.tsx'

type Stage =
  | { readonly at: 'start' }
  | { readonly at: 'busy'; readonly file: File }
  | { readonly at: 'refused'; readonly file: File; readonly refused: Refused }
  | { readonly at: 'tried'; readonly file: File; readonly view: PlantImportView }
  | { readonly at: 'done'; readonly file: File; readonly view: PlantImportView }

export function PlantImport({ site }: { readonly site: string }) {
  const client = useQueryClient()
  const [stage, setStage] = useState<Stage>({ at: 'start' })
  const send = async (file: File, isDryRun: boolean) => {
    setStage({ at: 'busy', file })
    const query = { source: file.name.slice(0, 255), dryRun: isDryRun ? 'true' : 'false' }
    const answer = await upload(importPlant, { params: { site }, query }, file)
    if (!answer.ok) return setStage({ at: 'refused', file, refused: answer.refusal })
    setStage({ at: isDryRun ? 'tried' : 'done', file, view: answer.value })
    if (!isDryRun) void client.invalidateQueries()
  }
  return (
    <div className="import">
      <p className="muted">{t('plant.import.lead')}</p>
      <div className="import-row">
        <FileButton
          label={stage.at === 'start' ? t('plant.import.choose') : t('plant.import.other')}
          accept=".json,application/json"
          isPrimary={stage.at === 'start' || stage.at === 'refused'}
          isDisabled={stage.at === 'busy'}
          onFile={(file) => void send(file, true)}
        />
        {stage.at === 'start' ? null : <WireText text={stage.file.name} />}
      </div>
      <div aria-live="polite">
        {stage.at === 'busy' ? <p>{t('plant.import.busy')}</p> : null}
        {stage.at === 'refused' ? <Refusal refused={stage.refused} /> : null}
        {stage.at === 'tried' ? (
          <div className="import">
            <Sum view={stage.view} />
            <Button className="import-go" onClick={() => void send(stage.file, false)}>
              {t('plant.import.go')}
            </Button>
          </div>
        ) : null}
        {stage.at === 'done' ? (
          <div className="import">
            <p>
              ✓ {t('plant.import.done')} <Link to="/zones">{t('plant.import.map')}</Link>
            </p>
            {stage.view.isConcluded ? null : <p>{t('plant.import.pending')}</p>}
            <Sum view={stage.view} />
          </div>
        ) : null}
      </div>
    </div>
  )
}

function Refusal({ refused }: { readonly refused: Refused }) {
  const faults = faultsOf(refused)
  return (
    <div className="import">
      <RefusedNotice refused={refused} />
      {faults.length === 0 ? null : <FaultTable faults={faults} />}
    </div>
  )
}

function Sum({ view }: { readonly view: PlantImportView }) {
  const { added, changed, removed, unchanged, warnings } = view
  return (
    <>
      <p>
        {view.isDryRun
          ? t('plant.import.would', { added, changed, removed, unchanged })
          : t('plant.import.did', { added, changed, removed, unchanged })}
      </p>
      {warnings.length === 0 ? null : (
        <>
          <h3>{t('plant.import.warnings', { count: warnings.length })}</h3>
          <FaultTable faults={warnings} />
        </>
      )}
    </>
  )
}

/** Details of `plant.faults`: a list, or an object that holds it under `faults`. */
function faultsOf(refused: Refused): readonly PlantFaultView[] {
  const list = z.array(PlantFaultView)
  const form = z.union([list, z.object({ faults: list }).transform((details) => details.faults)])
  const parsed = form.safeParse(refused.details)
  return parsed.success ? parsed.data : []
}
