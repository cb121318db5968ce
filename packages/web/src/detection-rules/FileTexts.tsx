// Every text that a file of the folder had, and what each changed of the one before.
import { NativeSelect } from '@mantine/core'
import { readRuleHistory } from '@penstock/contract/detection-rules'
import type { Domain } from '@penstock/model/kernel'
import { useRead } from '@penstock/web/api'
import { formatInstant, t } from '@penstock/web/messages'
import { Instant, Loaded, ScrollRegion, showUnseen, WireText } from '@penstock/web/ui'
import { type ReactNode, useState } from 'react'
import { lineDiff } from './line-diff.ts'

const SIGNS = { same: ' ', gone: '−', new: '+' } as const

export function FileTexts(props: { readonly domain: Domain; readonly path: string; readonly children: ReactNode }) {
  const { domain, path } = props
  const read = useRead(readRuleHistory, { params: { domain }, query: { path } })
  const [chosen, setChosen] = useState<number | null>(null)
  return (
    <div className="rules-panel">
      <Loaded read={read}>
        {({ items }) => {
          const at = Math.max(
            0,
            items.findIndex(({ version }) => version === chosen),
          )
          const [shown, before] = [items[at], items[at + 1]]
          if (shown === undefined) return null
          return (
            <>
              <NativeSelect
                label={t('rules.history')}
                value={String(shown.version)}
                data={items.map(({ version, at: when }) => ({
                  value: String(version),
                  label: t('rules.history.of', { version, at: formatInstant(when) }),
                }))}
                onChange={(event) => setChosen(Number(event.currentTarget.value))}
              />
              <p className="muted">
                <WireText text={shown.byName ?? shown.by} /> · <Instant at={shown.at} /> ·{' '}
                {shown.text === null
                  ? t('rules.history.removed')
                  : before === undefined
                    ? t('rules.history.first')
                    : t('rules.history.against', { version: before.version })}
              </p>
              <ScrollRegion label={t('rules.history.diff')}>
                <pre className="rules-text">
                  {lineDiff(before?.text ?? '', shown.text ?? '').map(({ kind, text }, nr) => (
                    <span key={nr} className="rules-diff" data-kind={kind}>
                      {SIGNS[kind]}{' '}
                      {kind === 'same' ? null : <span className="visually-hidden">{t(`rules.diff.${kind}`)}</span>}
                      {showUnseen(text)}
                      {'\n'}
                    </span>
                  ))}
                </pre>
              </ScrollRegion>
            </>
          )
        }}
      </Loaded>
      <div className="row">{props.children}</div>
    </div>
  )
}
