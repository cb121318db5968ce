// Every trial of the OT rule pack.
import { CONTROLLER_TRIALS } from './controllers.fixture.ts'
import { MODBUS_TRIALS } from './modbus.fixture.ts'
import { CONTROL_TRIALS, NETWORK_TRIALS } from './network.fixture.ts'
import { SERVICE_TRIALS } from './services.fixture.ts'
import { SIEMENS_TRIALS } from './siemens.fixture.ts'
import { SUBSTATION_TRIALS } from './substation.fixture.ts'
import { SUPERVISION_TRIALS } from './supervision.fixture.ts'
import { TELECONTROL_TRIALS } from './telecontrol.fixture.ts'
import type { Trial } from './wire.fixture.ts'

export const TRIALS: readonly Trial[] = [
  ...MODBUS_TRIALS,
  ...TELECONTROL_TRIALS,
  ...SUBSTATION_TRIALS,
  ...SIEMENS_TRIALS,
  ...CONTROLLER_TRIALS,
  ...SUPERVISION_TRIALS,
  ...SERVICE_TRIALS,
  ...NETWORK_TRIALS,
  ...CONTROL_TRIALS,
]
