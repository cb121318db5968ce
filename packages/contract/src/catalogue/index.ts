// All routes in one list: what the server serves, what tests walk, what OpenAPI is made from.
import * as access from '@penstock/contract/access'
import * as assets from '@penstock/contract/assets'
import * as audit from '@penstock/contract/audit'
import * as baselines from '@penstock/contract/baselines'
import * as blueprint from '@penstock/contract/blueprint'
import * as correlation from '@penstock/contract/correlation'
import * as detectionRules from '@penstock/contract/detection-rules'
import * as detections from '@penstock/contract/detections'
import * as drift from '@penstock/contract/drift'
import * as edr from '@penstock/contract/edr'
import * as home from '@penstock/contract/home'
import * as hunts from '@penstock/contract/hunts'
import * as incidents from '@penstock/contract/incidents'
import * as ingest from '@penstock/contract/ingest'
import * as jobs from '@penstock/contract/jobs'
import * as metrics from '@penstock/contract/metrics'
import * as notices from '@penstock/contract/notices'
import * as observations from '@penstock/contract/observations'
import * as operatingModel from '@penstock/contract/operating-model'
import * as paths from '@penstock/contract/paths'
import * as plant from '@penstock/contract/plant'
import * as process from '@penstock/contract/process'
import * as rehearsal from '@penstock/contract/rehearsal'
import type { Route } from '@penstock/contract/route'
import * as sensors from '@penstock/contract/sensors'
import * as settings from '@penstock/contract/settings'
import * as shadow from '@penstock/contract/shadow'
import * as sources from '@penstock/contract/sources'
import * as traffic from '@penstock/contract/traffic'
import * as triage from '@penstock/contract/triage'
import * as vendors from '@penstock/contract/vendors'
import * as views from '@penstock/contract/views'
import * as visibility from '@penstock/contract/visibility'
import * as vulnerabilities from '@penstock/contract/vulnerabilities'
import * as zones from '@penstock/contract/zones'

const rooms = [
  access,
  assets,
  audit,
  baselines,
  blueprint,
  correlation,
  detectionRules,
  detections,
  drift,
  edr,
  home,
  hunts,
  incidents,
  ingest,
  jobs,
  metrics,
  notices,
  observations,
  operatingModel,
  paths,
  plant,
  process,
  rehearsal,
  sensors,
  settings,
  shadow,
  sources,
  traffic,
  views,
  vulnerabilities,
  visibility,
  vendors,
  triage,
  zones,
]

function isRoute(value: unknown): value is Route {
  return typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'permission' in value
}

export const ROUTES: readonly Route[] = rooms.flatMap((room) => Object.values(room).filter(isRoute))
