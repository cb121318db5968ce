// The page of a case, with what later rooms tell of it.
import { IncidentPage } from '@penstock/web/incidents'
import { CaseAtStake } from '@penstock/web/triage'

export function IncidentRecordPage() {
  return <IncidentPage further={(record) => <CaseAtStake key={record.version} record={record} />} />
}
