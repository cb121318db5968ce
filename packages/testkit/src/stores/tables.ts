// Which tables a schema has, for stores whose schema is a parameter.
import type { CoreTables, MonitoringTables } from '@penstock/store/tables'

export interface TablesOfSchema {
  readonly core: CoreTables
  readonly monitoring: MonitoringTables
}
