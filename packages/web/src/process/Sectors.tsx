// The picture of sectors: how much of each stands still, from a file of coefficients. Computed here and kept nowhere; of this plant the outage
// is the answer.

import type { Result } from '@penstock/model/kernel'
import { pictureOfSectors, type SectorsPicture, type SectorsRefusal } from '@penstock/model/process'
import { t } from '@penstock/web/messages'
import { Empty, FileButton, WireText } from '@penstock/web/ui'
import { useState } from 'react'

interface Read {
  readonly name: string
  readonly picture: Result<SectorsPicture, SectorsRefusal>
}

export function Sectors() {
  const [read, setRead] = useState<Read | null>(null)
  const take = async (file: File) => setRead({ name: file.name, picture: pictureOfSectors(await file.text()) })
  return (
    <div className="process-answer">
      <p className="muted">{t('process.sectors.how')}</p>
      <div>
        <FileButton
          label={t('process.sectors.choose')}
          accept=".json,application/json"
          isPrimary={false}
          onFile={(file) => void take(file)}
        />
      </div>
      {read === null ? (
        <Empty kind="yet" title={t('process.sectors.none')}>
          <code>{EXAMPLE}</code>
        </Empty>
      ) : (
        <section aria-live="polite" aria-label={t('process.show.sectors')}>
          <h3>
            <WireText text={read.name} isMono />
          </h3>
          {read.picture.ok ? <Picture picture={read.picture.value} /> : <Refused refusal={read.picture.refusal} />}
        </section>
      )}
    </div>
  )
}

const EXAMPLE = '{"sectors":["Power","Water"],"a":[[0,0.8],[0.2,0]],"c":[0,0.6]}'

function Picture({ picture: { sectors, over } }: { readonly picture: SectorsPicture }) {
  const sorted = sectors.toSorted((a, b) => b.standing - a.standing)
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{t('process.sectors.sector')}</th>
          <th scope="col">{t('process.sectors.standing')}</th>
          {over === null ? null : <th scope="col">{t('process.sectors.lost', { steps: over.steps.length - 1 })}</th>}
        </tr>
      </thead>
      <tbody>
        {sorted.map(({ name, standing, lost }) => (
          <tr key={name}>
            <td>
              <WireText text={name} />
            </td>
            <td>{t('process.sectors.share', { share: (standing * 100).toFixed(1) })}</td>
            {lost === null ? null : <td>{t('process.sectors.steps', { lost: lost.toFixed(2) })}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Refused({ refusal }: { readonly refusal: SectorsRefusal }) {
  return (
    <div role="alert">
      <p>{t(`process.sectors.${refusal.code}`)}</p>
      {refusal.code === 'process.no-sectors' ? (
        <p className="muted">
          <WireText text={refusal.faults} isMono />
        </p>
      ) : null}
    </div>
  )
}
