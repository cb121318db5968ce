// Which script plays which protocol of the plant's vocabulary.
import type { ScriptMaker } from '../task.ts'
import { enipScript } from './ethernet-ip.ts'
import { modbusScript } from './modbus.ts'
import { opaqueScript } from './opaque.ts'
import { s7Script } from './s7comm.ts'

const SCRIPTS: Readonly<Record<string, ScriptMaker>> = {
  'ethernet-ip': enipScript,
  'modbus-tcp': modbusScript,
  s7comm: s7Script,
}

/** The script of a protocol id or one of its aliases; an unknown one gets a session without meaning. */
export function scriptFor(names: readonly string[]): ScriptMaker {
  for (const name of names) {
    const script = SCRIPTS[name]
    if (script !== undefined) return script
  }
  return opaqueScript
}
