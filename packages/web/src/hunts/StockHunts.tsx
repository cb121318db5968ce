// Hunts that come with the product: what each looks for, what has to arrive, how to read it, and what harmless things look alike.
import { Button } from '@mantine/core'
import { saveHunt } from '@penstock/contract/hunts'
import type { HuntQuestion, StockHunt } from '@penstock/model/hunts'
import type { Domain } from '@penstock/model/kernel'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { type Column, DataTable, Facts, Panel, PeekDrawer, RefusedNotice } from '@penstock/web/ui'
import { useState } from 'react'
import type { Told } from './hypotheses.ts'
import { QuestionText } from './QuestionText.tsx'

interface Offered extends StockHunt {
  readonly in: Domain
  /** What sensors saw is asked in the own domain only. */
  readonly mayAskSensors: boolean
}

export function StockHunts({
  told,
  onTaken,
}: {
  readonly told: readonly Told[]
  readonly onTaken: (key: string) => void
}) {
  const [open, setOpen] = useState<Offered | null>(null)
  const { run, isRunning, refused } = useWrite(saveHunt)
  const offered = told.flatMap(({ domain, view }) =>
    view.stock.map((hunt) => ({ ...hunt, in: domain, mayAskSensors: !view.isPseudonymised })),
  )
  const take = async (hunt: Offered, question: HuntQuestion) => {
    const { title, hypothesis, days, techniques } = hunt
    const draft = { title, hypothesis, question, days, techniques, site: null, schedule: null }
    const key = crypto.randomUUID()
    const answer = await run({ domain: hunt.in, body: { key, stock: hunt.id, draft } })
    if (!answer.ok) return
    setOpen(null)
    onTaken(key)
  }
  return (
    <Panel title={t('hunts.stock')} aside={t('hunts.stock.lead')}>
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <DataTable
        label={t('hunts.table', { title: t('hunts.stock') })}
        columns={columnsOf(setOpen, take, isRunning)}
        rows={offered}
        rowId={({ id }) => id}
        hasKeys={false}
      />
      <PeekDrawer title={open?.title ?? t('hunts.stock')} width={720} onClose={() => setOpen(null)}>
        {open === null ? null : <Whole hunt={open} />}
      </PeekDrawer>
    </Panel>
  )
}

function columnsOf(
  open: (hunt: Offered) => void,
  take: (hunt: Offered, question: HuntQuestion) => Promise<void>,
  isRunning: boolean,
): readonly Column<Offered>[] {
  return [
    { id: 'id', title: t('hunts.stock.id'), cell: ({ id }) => id },
    { id: 'title', title: t('hunts.field.title'), isRowHead: true, cell: ({ title }) => title },
    { id: 'domain', title: t('hunts.column.domain'), cell: (hunt) => t(`access.domain.${hunt.in}`) },
    { id: 'techniques', title: t('hunts.field.techniques'), cell: ({ techniques }) => techniques.join(' ') },
    { id: 'days', title: t('hunts.field.days'), isNumber: true, cell: ({ days }) => days },
    {
      id: 'acts',
      title: t('hunts.column.acts'),
      cell: (hunt) => (
        <div className="hunt-acts">
          <Button
            variant="default"
            size="compact-sm"
            aria-label={t('hunts.stock.read-of', { id: hunt.id, title: hunt.title })}
            onClick={() => open(hunt)}
          >
            {t('hunts.stock.read')}
          </Button>
          <Button
            variant="default"
            size="compact-sm"
            disabled={isRunning}
            aria-label={t('hunts.stock.take-of', { id: hunt.id, title: hunt.title })}
            onClick={() => void take(hunt, hunt.question)}
          >
            {t('hunts.stock.take')}
          </Button>
          {hunt.bySensors === undefined || !hunt.mayAskSensors ? null : (
            <Button
              variant="default"
              size="compact-sm"
              disabled={isRunning}
              aria-label={t('hunts.stock.take-sensors-of', { id: hunt.id, title: hunt.title })}
              onClick={() => void take(hunt, hunt.bySensors ?? hunt.question)}
            >
              {t('hunts.stock.take-sensors')}
            </Button>
          )}
        </div>
      ),
    },
  ]
}

export function Whole({ hunt }: { readonly hunt: StockHunt }) {
  return (
    <div className="hunt-whole">
      <p>{hunt.hypothesis}</p>
      <Facts
        items={[
          [t('hunts.field.techniques'), hunt.techniques.join(' ')],
          [t('hunts.stock.needs'), hunt.needs],
          [t('hunts.stock.reading'), hunt.reading],
        ]}
      />
      <h3>{t('hunts.stock.benign')}</h3>
      <ul>
        {hunt.benign.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      <h3>{t(hunt.bySensors === undefined ? 'hunts.field.question' : 'hunts.stock.question')}</h3>
      <QuestionText question={hunt.question} />
      {hunt.bySensors === undefined ? null : (
        <>
          <h3>{t('hunts.stock.by-sensors')}</h3>
          <QuestionText question={hunt.bySensors} />
        </>
      )}
    </div>
  )
}
