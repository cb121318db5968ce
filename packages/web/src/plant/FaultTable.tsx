// Faults of a file: the place, what is wrong and what mends it.
import type { PlantFaultView } from '@penstock/contract/plant'
import { t } from '@penstock/web/messages'
import { WireText } from '@penstock/web/ui'

export function FaultTable({ faults }: { readonly faults: readonly PlantFaultView[] }) {
  return (
    <div className="faults">
      <table className="table faults-table">
        <thead>
          <tr>
            <th scope="col">{t('plant.fault.place')}</th>
            <th scope="col">{t('plant.fault.what')}</th>
            <th scope="col">{t('plant.fault.mend')}</th>
          </tr>
        </thead>
        <tbody>
          {faults.map((fault) => (
            <tr key={`${fault.path} ${fault.code} ${fault.message}`}>
              <th scope="row">
                <WireText text={fault.path} isMono />
              </th>
              <td>
                <WireText text={fault.message} /> <code className="faint">{fault.code}</code>
              </td>
              <td>{fault.mend === null ? t('plant.fault.no-mend') : <WireText text={fault.mend} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
