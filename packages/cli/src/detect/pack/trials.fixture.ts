// Every trial of the OT rule pack.
import { MODBUS_TRIALS } from './modbus.fixture.ts'
import { SIEMENS_TRIALS } from './siemens.fixture.ts'
import { TELECONTROL_TRIALS } from './telecontrol.fixture.ts'
import type { Trial } from './wire.fixture.ts'

export const TRIALS: readonly Trial[] = [...MODBUS_TRIALS, ...TELECONTROL_TRIALS, ...SIEMENS_TRIALS]
