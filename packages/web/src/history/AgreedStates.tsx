// The states that people agreed on, newest first; one of them is what now is compared with.
import { Button } from '@mantine/core'
import type { AgreedStateView } from '@penstock/contract/drift'
import { t } from '@penstock/web/messages'
import { Chip, Empty, Instant, Panel, showUnseen, WireText } from '@penstock/web/ui'

export function AgreedStates(props: {
  readonly states: readonly AgreedStateView[]
  readonly chosen: AgreedStateView | undefined
  readonly onChoose: (id: string) => void
}) {
  const { states, chosen, onChoose } = props
  return (
    <Panel title={t('history.agreed', { count: states.length })}>
      {states.length === 0 ? (
        <Empty kind="yet" title={t('history.agreed.none')}>
          {t('history.agreed.none.why')}
        </Empty>
      ) : (
        <ul className="agreed">
          {states.map((state) => (
            <li key={state.id} data-on={state === chosen}>
              <div>
                <b>
                  <WireText text={state.name} />
                </b>{' '}
                <Instant at={state.at} />{' '}
                <span className="muted">
                  {t('history.agreed.by', { name: showUnseen(state.agreedByName ?? state.agreedBy) })}
                </span>
                <p>{showUnseen(state.reason)}</p>
              </div>
              {state === chosen ? (
                <Chip tone="strong">{t('history.agreed.compared')}</Chip>
              ) : (
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={t('history.agreed.compare.which', { name: showUnseen(state.name) })}
                  onClick={() => onChoose(state.id)}
                >
                  {t('history.agreed.compare')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
