// One way: where it begins, the assets in the order in which they fall, and, opened, each hop with what it stands on.
import { Button } from '@mantine/core'
import type { HopView, PathView } from '@penstock/contract/paths'
import { formatCount, t } from '@penstock/web/messages'
import { Chip, showUnseen } from '@penstock/web/ui'
import { Fragment, useState } from 'react'
import { AssetName, idsOfStep, type NameOf } from './AssetName.tsx'
import { usePaths } from './use-paths.ts'

export function Way({ path, names }: { readonly path: PathView; readonly names: NameOf }) {
  const [isOpen, setOpen] = useState(false)
  const { start, steps, conduits, cost, hops } = path
  return (
    <details className="paths-way" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span className="paths-effort">{t('paths.effort', { cost: formatCount(cost) })}</span>{' '}
        <span className="paths-start">{showUnseen(start.text)}</span>{' '}
        <span className="paths-steps">{steps.map(showUnseen).join(' → ')}</span>
        {conduits.length === 0 ? null : (
          <span className="muted"> {t('paths.across', { conduits: conduits.map(showUnseen).join(', ') })}</span>
        )}
      </summary>
      {isOpen ? (
        <>
          <p className="paths-named">
            {steps.map((step, at) => (
              <Fragment key={step}>
                {at === 0 ? null : ' → '}
                {idsOfStep(step).map((id, place) => (
                  <Fragment key={id}>
                    {place === 0 ? null : ', '}
                    <AssetName id={id} names={names} />
                  </Fragment>
                ))}
              </Fragment>
            ))}
          </p>
          <ol className="paths-hops">
            {hops.map((hop) => (
              <li key={`${hop.rule} ${hop.text}`}>
                <Hop hop={hop} />
              </li>
            ))}
          </ol>
        </>
      ) : null}
    </details>
  )
}

function Hop({ hop: { text, technique, protocol, cost, band, conduits, facts } }: { readonly hop: HopView }) {
  const { without, setWithout } = usePaths()
  return (
    <>
      <p>
        {showUnseen(text)} <Chip>{t(`paths.band.${band}`, { cost: formatCount(cost) })}</Chip>
        {technique === null ? null : <Chip>{technique}</Chip>}
        {protocol === null ? null : <Chip>{showUnseen(protocol)}</Chip>}
        {conduits.map((conduit) => (
          <Chip key={conduit}>{showUnseen(conduit)}</Chip>
        ))}
      </p>
      <ul className="paths-facts">
        {facts.map(({ id, text: told, places, domain, canBeCut }) => (
          <li key={id}>
            {showUnseen(told)}; {t(`paths.shown-by.${domain}`)}: <code>{places.map(showUnseen).join(', ')}</code>{' '}
            {canBeCut ? (
              <Button
                size="compact-xs"
                variant="subtle"
                aria-label={t('paths.what-if.take-of', { count: 1, fact: showUnseen(told) })}
                onClick={() => setWithout([...without, id])}
              >
                {t('paths.what-if.take', { count: 1 })}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  )
}
