// The whole plant file, schema `reference-plant/2`, without its answer keys. A list that a file leaves out is empty.
import { z } from 'zod'
import { About, RiskCriteria } from './about.ts'
import { Account, CloudService, Management, RemoteAccess, Vendor } from './access.ts'
import { Drill, RestsOn } from './continuity.ts'
import { PlantFlow } from './flows.ts'
import { HazopRow, LopaSheet, RiskEntry } from './hazard-records.ts'
import { RunningJob } from './jobs.ts'
import { Directory, Group, Person, Rota } from './people.ts'
import { MaintenanceWindow, PlantPolicy } from './policies.ts'
import { InformationFlow, PlantFunction, ProcessStates } from './process.ts'
import { Backup, FirewallConfig, InstalledSoftware, PlantAlarm } from './protection.ts'
import { Outage, Recovery, Spare } from './supply.ts'
import { FieldDevice, PlantAsset, PlantConduit, PlantProtocol, PlantZone } from './topology.ts'

export const PlantFile = z.strictObject({
  about: About,
  riskCriteria: RiskCriteria.optional(),
  protocols: list(PlantProtocol),
  zones: list(PlantZone),
  conduits: list(PlantConduit),
  assets: list(PlantAsset),
  fieldDevices: list(FieldDevice),
  flows: list(PlantFlow),
  functions: list(PlantFunction),
  informationFlows: list(InformationFlow),
  processStates: list(ProcessStates),
  recovery: Recovery.optional(),
  groups: list(Group),
  people: list(Person),
  rotas: list(Rota),
  directories: list(Directory),
  accounts: list(Account),
  vendors: list(Vendor),
  remoteAccess: list(RemoteAccess),
  cloudServices: list(CloudService),
  manages: list(Management),
  swInventory: list(InstalledSoftware),
  firewallConfigs: list(FirewallConfig),
  policies: list(PlantPolicy),
  maintenanceWindows: list(MaintenanceWindow),
  jobs: list(RunningJob),
  backups: list(Backup),
  spares: list(Spare),
  alarms: list(PlantAlarm),
  outageHistory: list(Outage),
  drills: list(Drill),
  restsOn: list(RestsOn),
  riskRegister: list(RiskEntry),
  hazop: list(HazopRow),
  lopa: list(LopaSheet),
})
export type PlantFile = z.infer<typeof PlantFile>

function list<Row extends z.ZodType>(row: Row) {
  return z.array(row).default([])
}
