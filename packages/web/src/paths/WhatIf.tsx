// What is taken away for the sake of the question, and which goals that saves. Nothing of the plant changes by it.
import { Button } from '@mantine/core'
import { t } from '@penstock/web/messages'
import { Panel, showUnseen } from '@penstock/web/ui'
import { type PathGoals, usePaths } from './use-paths.ts'

export function WhatIf({ goals: { goals, without } }: { readonly goals: PathGoals }) {
  const { setWithout } = usePaths()
  if (without.length === 0) return null
  const saved = goals.filter(({ isReached, wasReached }) => wasReached && !isReached)
  const left = goals.filter(({ isReached }) => isReached).length
  return (
    <Panel
      title={t('paths.what-if')}
      aside={
        <Button size="compact-sm" variant="default" onClick={() => setWithout([])}>
          {t('paths.what-if.clear')}
        </Button>
      }
    >
      <ul className="paths-without">
        {without.map(({ id, text }) => (
          <li key={id}>
            <span>{showUnseen(text)}</span>{' '}
            <Button
              size="compact-xs"
              variant="subtle"
              aria-label={t('paths.what-if.back-of', { fact: showUnseen(text) })}
              onClick={() => setWithout(without.filter((one) => one.id !== id).map((one) => one.id))}
            >
              {t('paths.what-if.back')}
            </Button>
          </li>
        ))}
      </ul>
      <p role="status">{t('paths.what-if.saves', { saved: saved.length, left })}</p>
      {saved.length === 0 ? null : (
        <details>
          <summary>{t('paths.what-if.which')}</summary>
          <ul className="lines">
            {saved.map(({ id, text }) => (
              <li key={id}>{showUnseen(text)}</li>
            ))}
          </ul>
        </details>
      )}
    </Panel>
  )
}
