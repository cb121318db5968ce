// One hypothesis: its words and question, and each domain's answer beside the other, with what that domain could not see.
import { Button } from '@mantine/core'
import { readHunt, runHunt } from '@penstock/contract/hunts'
import type { StockHunt } from '@penstock/model/hunts'
import { useRead, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { SiteName } from '@penstock/web/scope'
import { Empty, Facts, Instant, Loaded, Panel, RefusedNotice, WireText } from '@penstock/web/ui'
import { useState } from 'react'
import { HuntForm } from './HuntForm.tsx'
import type { Hypothesis as Known, Side } from './hypotheses.ts'
import { QuestionText } from './QuestionText.tsx'
import { Run } from './Run.tsx'
import { Whole } from './StockHunts.tsx'
import { scheduleWords } from './schedule-words.ts'

interface Shown {
  readonly hypothesis: Known
  readonly stock: readonly StockHunt[]
  readonly onClose: () => void
}

export function Hypothesis({ hypothesis, stock, onClose }: Shown) {
  const [isWriting, setWriting] = useState(false)
  const [first] = hypothesis.sides
  if (first === undefined) return null
  const { draft, ownerName, version } = first.hunt
  const from = stock.find(({ id }) => id === first.hunt.stock)
  return (
    <Panel
      title={draft.title}
      aside={
        <Button variant="default" size="compact-sm" onClick={onClose}>
          {t('hunts.close')}
        </Button>
      }
    >
      <p>
        <WireText text={draft.hypothesis} />
      </p>
      <Facts
        items={[
          [
            t('hunts.field.techniques'),
            draft.techniques.length === 0 ? t('hunts.techniques.none') : draft.techniques.join(' '),
          ],
          [t('hunts.field.window'), t('hunts.window', { days: draft.days })],
          [
            t('hunts.field.site'),
            draft.site === null ? t('hunts.site.all') : <SiteName key="site" site={draft.site} />,
          ],
          [t('hunts.field.schedule'), scheduleWords(draft.schedule)],
          [t('hunts.column.owner'), <WireText key="owner" text={ownerName} />],
          [t('hunts.field.version'), String(version)],
        ]}
      />
      <details className="hunt-details">
        <summary>{t('hunts.field.question')}</summary>
        <QuestionText question={draft.question} />
      </details>
      {from === undefined ? null : (
        <details className="hunt-details">
          <summary>{t('hunts.stock.about', { id: from.id })}</summary>
          <Whole hunt={from} />
        </details>
      )}
      {isWriting ? (
        <HuntForm
          domains={hypothesis.sides.map(({ domain }) => domain)}
          before={hypothesis}
          onDone={() => setWriting(false)}
        />
      ) : (
        <div>
          <Button variant="default" onClick={() => setWriting(true)}>
            {t('hunts.revise')}
          </Button>
        </div>
      )}
      <div className="hunt-answers">
        {hypothesis.sides.map((side) => (
          <Answer key={side.domain} side={side} />
        ))}
      </div>
    </Panel>
  )
}

function Answer({ side: { domain, hunt } }: { readonly side: Side }) {
  const read = useRead(readHunt, { domain, params: { huntId: hunt.id } })
  const { run, isRunning, refused } = useWrite(runHunt)
  const [chosen, setChosen] = useState<string | null>(null)
  const begin = async () => {
    const answer = await run({ domain, params: { huntId: hunt.id } })
    if (answer.ok) setChosen(answer.value.id)
  }
  return (
    <section className="hunt-answer" aria-label={t('hunts.answer', { domain: t(`access.domain.${domain}`) })}>
      <div className="hunt-answer-head">
        <h3>{t('hunts.answer', { domain: t(`access.domain.${domain}`) })}</h3>
        <Button
          onClick={() => void begin()}
          loading={isRunning}
          aria-label={t('hunts.run-in', { domain: t(`access.domain.${domain}`) })}
        >
          {t('hunts.run')}
        </Button>
      </div>
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Loaded read={read}>
        {({ runs }) => {
          const shown = runs.find(({ id }) => id === chosen) ?? runs[0]
          if (shown === undefined)
            return (
              <Empty kind="yet" title={t('hunts.last.never')}>
                {t('hunts.last.never.why')}
              </Empty>
            )
          return (
            <>
              <Run
                key={shown.id}
                domain={domain}
                runId={shown.id}
                title={hunt.draft.title}
                hypothesis={hunt.draft.hypothesis}
              />
              {runs.length > 1 ? (
                <details className="hunt-details">
                  <summary>{t('hunts.runs', { count: runs.length })}</summary>
                  <ul className="hunt-runs">
                    {runs.map((each) => (
                      <li key={each.id}>
                        <Button
                          variant="default"
                          size="compact-sm"
                          aria-pressed={each.id === shown.id}
                          onClick={() => setChosen(each.id)}
                        >
                          <Instant at={each.begunAt} />
                        </Button>{' '}
                        {each.state === 'done' && each.found !== null
                          ? t('hunts.found', { count: each.found, shown: String(each.found) })
                          : t(`hunts.state.${each.state}`)}{' '}
                        <span className="faint">{each.byName ?? t('hunts.by-schedule')}</span>
                      </li>
                    ))}
                  </ul>
                </details>
              ) : null}
            </>
          )
        }}
      </Loaded>
    </section>
  )
}
