// Rows of a file with faults, by line and column, with the mend; also as a file, to mend them beside the original.
import { Button } from '@mantine/core'
import type { RowFault } from '@penstock/contract/assets'
import { t } from '@penstock/web/messages'
import { ScrollRegion, WireText } from '@penstock/web/ui'
import { IconDownload } from '@tabler/icons-react'
import { faultsCsv } from './faults-csv.ts'

export function FaultRows(props: {
  readonly faults: readonly RowFault[]
  readonly bad: number | null
  readonly fileName: string
}) {
  const { faults, bad, fileName } = props
  if (faults.length === 0) return null
  return (
    <section className="exchange" aria-label={t('assets.import.faults')}>
      <div className="exchange-row">
        <h3>{bad === null ? t('assets.import.faults') : t('assets.import.bad-rows', { count: bad })}</h3>
        <Button
          variant="default"
          size="xs"
          component="a"
          href={`data:text/csv;charset=utf-8,${encodeURIComponent(faultsCsv(faults))}`}
          download={`${fileName}.faults.csv`}
          leftSection={<IconDownload size={14} stroke={1.5} aria-hidden="true" />}
        >
          {t('assets.import.faults.download')}
        </Button>
      </div>
      <ScrollRegion className="exchange-faults" label={t('assets.import.faults')}>
        <table className="table faults-table">
          <thead>
            <tr>
              <th scope="col">{t('assets.import.line')}</th>
              <th scope="col">{t('assets.import.column')}</th>
              <th scope="col">{t('assets.import.fault')}</th>
              <th scope="col">{t('assets.import.mend')}</th>
            </tr>
          </thead>
          <tbody>
            {faults.slice(0, SHOWN).map((fault) => (
              <tr key={`${fault.line} ${fault.column} ${fault.code}`}>
                <th scope="row">{fault.line}</th>
                <td>{fault.column === null ? t('assets.import.whole-line') : <WireText text={fault.column} />}</td>
                <td>
                  <WireText text={fault.message} /> <code className="faint">{fault.code}</code>
                </td>
                <td>{fault.mend === null ? '–' : <WireText text={fault.mend} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {faults.length > SHOWN ? <p className="muted">{t('assets.import.faults.more', { shown: SHOWN })}</p> : null}
    </section>
  )
}

const SHOWN = 100
