// Where today deviates from the blueprint: how many of each kind, and each with its facts, the stage that is to mend it, and its dates.
import { Button, NativeSelect } from '@mantine/core'
import { DeviationKind, type DeviationView, listDeviations } from '@penstock/contract/blueprint'
import type { SiteKey } from '@penstock/model/kernel'
import { useList } from '@penstock/web/api'
import { findMessage, t } from '@penstock/web/messages'
import { Chip, Empty, Instant, Loaded, Panel, showUnseen, WireText } from '@penstock/web/ui'
import type { BlueprintTold } from './InForce.tsx'
import { useBlueprint } from './use-blueprint.ts'

export function Deviations({ site, told }: { readonly site: SiteKey; readonly told: BlueprintTold }) {
  const { search, change } = useBlueprint()
  const { kind, state = 'open', stage } = search
  const read = useList<DeviationView, typeof listDeviations>(listDeviations, {
    params: { site },
    query: {
      state,
      limit: 50,
      ...(kind === undefined ? {} : { kind }),
      ...(stage === undefined ? {} : { stage }),
    },
  })
  return (
    <Panel title={t('blueprint.deviations')}>
      <div className="blueprint-asked">
        <NativeSelect
          label={t('blueprint.kind')}
          value={kind ?? ''}
          data={[
            { value: '', label: t('blueprint.kind.all') },
            ...told.open.map(({ kind: value, count }) => ({
              value,
              label: t('blueprint.kind.count', { kind: t(`blueprint.kind.${value}`), count }),
            })),
          ]}
          onChange={({ currentTarget }) =>
            change({ kind: DeviationKind.optional().catch(undefined).parse(currentTarget.value) })
          }
        />
        <NativeSelect
          label={t('blueprint.deviations.state')}
          value={state}
          data={[
            { value: 'open', label: t('blueprint.deviations.open') },
            { value: 'closed', label: t('blueprint.deviations.closed') },
          ]}
          onChange={({ currentTarget }) => change({ state: currentTarget.value === 'closed' ? 'closed' : undefined })}
        />
        <NativeSelect
          label={t('blueprint.stage')}
          value={stage ?? ''}
          data={[
            { value: '', label: t('blueprint.stage.any') },
            ...told.stages.map(({ id, name }) => ({ value: id, label: showUnseen(`${id} ${name}`) })),
          ]}
          onChange={({ currentTarget }) =>
            change({ stage: currentTarget.value === '' ? undefined : currentTarget.value })
          }
        />
      </div>
      <Loaded read={read} lines={6}>
        {() =>
          read.total === 0 ? (
            <Empty
              kind={kind === undefined && stage === undefined ? 'wrong' : 'matches'}
              title={t(
                told.heldAt === null
                  ? 'blueprint.held.not-yet'
                  : state === 'closed'
                    ? 'blueprint.deviations.none-closed'
                    : 'blueprint.deviations.none',
              )}
            />
          ) : (
            <>
              <p role="status">{t('blueprint.deviations.count', { count: read.total })}</p>
              <ul className="blueprint-deviations">
                {(read.items ?? []).map((one) => (
                  <li key={one.id}>
                    <Deviation one={one} />
                  </li>
                ))}
              </ul>
              {read.hasNextPage ? (
                <div>
                  <Button variant="default" loading={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>
                    {t('blueprint.deviations.more', { shown: read.items?.length ?? 0, total: read.total })}
                  </Button>
                </div>
              ) : null}
            </>
          )
        }
      </Loaded>
    </Panel>
  )
}

function Deviation({ one: { kind, object, facts, stage, openedAt, closedAt } }: { readonly one: DeviationView }) {
  return (
    <>
      <span>
        {t(`blueprint.kind.${kind}`)}: <WireText text={object} />
        {stage === null ? null : (
          <>
            {' '}
            <Chip>{t('blueprint.mended-by', { stage: showUnseen(stage) })}</Chip>
          </>
        )}
        <span className="muted blueprint-facts">
          {facts.map(({ name, value }) => (
            <span key={name}>
              {findMessage(`blueprint.fact.${name}`) ?? showUnseen(name)} {showUnseen(value)}
            </span>
          ))}
        </span>
      </span>
      <span className="muted">
        {t('blueprint.since')} <Instant at={openedAt} />
        {closedAt === null ? null : (
          <>
            , {t('blueprint.until')} <Instant at={closedAt} />
          </>
        )}
      </span>
    </>
  )
}
