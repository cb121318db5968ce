// What happens on the line beside the usual, with what a detector is expected to say of it: attacks of every kind with random times and sizes,
// and what looks like them and is none.
import { modbus } from '@penstock/sensor/encoders'
import {
  BEGIN_S,
  CONTROLLER,
  COOLER,
  ENGINEERING,
  HEAT_C,
  HISTORIAN,
  type Line,
  PANEL,
  RECIPE_S,
  REGISTER,
  SCADA,
  SLICE_S,
  station,
  WINDOW_S,
  WINDOWS_EVERY_S,
} from './line.ts'

export interface Episode {
  readonly name: string
  /** Begins what happens at `atS`, within the slice that comes. */
  readonly begin: (line: Line, atS: number) => void
  /** Rules of which each must speak; none of what is benign. */
  readonly expects: readonly string[]
  /** Rules that speak of what follows from it, and are right. */
  readonly may: readonly string[]
  /** Who or what a detection must name to be of it. */
  readonly about: readonly string[]
  readonly lastS: number
  /** The sensor is off, or starts anew, at its begin. */
  readonly sensor?: 'off' | 'restarts'
  /** It waits for one of these. */
  readonly waitsFor?: 'window' | 'no-window' | 'shift' | 'recipe'
}

/** Names that remote control software calls, each of another product. */
const REMOTE_NAMES = ['teamviewer.com', 'anydesk.com', 'rustdesk.com', 'splashtop.com', 'logmein.com']
const HOSTS = [ENGINEERING, HISTORIAN, PANEL, SCADA]

/** Whatever the process shows of harm. */
const SHOWN = ['behaviour.value', 'behaviour.written-value']
/** What a stranger's own traffic is beside what is expected of him: who stands in the office breaks the zones too. */
const STRANGE = [
  'behaviour.new-master',
  'behaviour.new-talker',
  'behaviour.new-command',
  'zone-breach.no-conduit',
  'zone-breach.protocol-not-named',
  'shadow.H01',
]

/** `n` counts episodes of one kind: no stranger comes twice. */
export const ATTACKS: readonly ((line: Line, n: number) => Episode)[] = [
  // A stranger in operations asks for a higher temperature.
  (line, n) => {
    const from = strangerInside(3 * n)
    return attack('stranger writes', ['behaviour.new-master', 'behaviour.new-command'], {
      about: [from.ip],
      may: STRANGE,
      begin: (_, at) => line.at(at, () => line.write(from, REGISTER.setTemperature, hot(line))),
    })
  },
  // One from the office reads first, and writes minutes later.
  (line, n) => {
    const from = strangerOutside(n)
    return attack('stranger crosses zones', ['zone-breach.no-conduit', 'behaviour.new-master'], {
      about: [from.ip],
      may: STRANGE,
      begin: (_, at) => {
        line.at(at, () => line.read(from, 3, 0, 10))
        line.at(at + line.between(60, 300), () => line.write(from, REGISTER.setTemperature, hot(line)))
      },
    })
  },
  // The panel is his: a function and a register that it always writes, and a value that it never wrote.
  (line) =>
    attack('set value from the panel', ['behaviour.value'], {
      about: [CONTROLLER.ip],
      begin: (_, at) => line.at(at, () => line.write(PANEL, REGISTER.setTemperature, hot(line))),
    }),
  // Before he heats, the alarm limit goes.
  (line) =>
    attack('new target', ['behaviour.new-target'], {
      about: [PANEL.ip],
      begin: (_, at) => {
        line.at(at, () => line.write(PANEL, REGISTER.alarmLimit, 1200))
        line.at(at + line.between(30, 180), () => line.write(PANEL, REGISTER.setTemperature, hot(line)))
      },
    }),
  // The control room's own station writes by another function.
  (line) =>
    attack('new command', ['behaviour.new-command'], {
      about: [SCADA.ip],
      may: ['behaviour.new-target', 'behaviour.new-address'],
      begin: (_, at) => line.at(at, () => line.writeMany(SCADA, REGISTER.setTemperature, [hot(line), 100, 20])),
    }),
  (line) =>
    attack('new function', ['behaviour.new-function'], {
      about: [HISTORIAN.ip],
      begin: (_, at) => {
        line.at(at, () =>
          line.ask(HISTORIAN, modbus.deviceIdRequest(1), modbus.deviceIdResponse(1, { 0: 'V', 1: 'C', 2: '1' })),
        )
        line.at(at + line.between(60, 300), () => line.write(PANEL, REGISTER.setTemperature, hot(line)))
      },
    }),
  (line) =>
    attack('new addresses', ['behaviour.new-address'], {
      about: [HISTORIAN.ip, CONTROLLER.ip],
      begin: (_, at) => {
        line.at(at, () => line.read(HISTORIAN, 4, 100 + line.random(200), 20))
        line.at(at + line.between(60, 300), () => line.write(PANEL, REGISTER.setTemperature, hot(line)))
      },
    }),
  // While a window allows the work it is told as informational, as it should be: that asks nobody.
  (line) => ({
    ...attack('program download', ['program.download'], {
      about: [COOLER.ip],
      begin: (_, at) => line.at(at, () => line.s7Download(ENGINEERING, false)),
    }),
    waitsFor: 'no-window',
  }),
  (line) => ({
    ...attack('stop', ['program.mode'], {
      about: [COOLER.ip],
      begin: (_, at) => line.at(at, () => line.s7Stop(ENGINEERING)),
    }),
    waitsFor: 'no-window',
  }),
  // Somebody stands between: the control room's requests come through more slowly, and then the inflow grows.
  (line) =>
    attack('slowed requests', ['behaviour.cadence'], {
      about: [SCADA.ip],
      may: ['behaviour.absence'],
      begin: (_, at) => {
        line.pace(SCADA, line.between(2, 4))
        line.plant.isDeaf = true
        surge(line, at)
      },
    }),
  // Nothing of the control room comes through, and then the inflow grows.
  (line) =>
    attack('blocked requests', ['behaviour.absence'], {
      about: [SCADA.ip],
      may: ['behaviour.cadence'],
      begin: (_, at) => {
        line.hush(SCADA, at, at + 3600)
        line.plant.isDeaf = true
        surge(line, at)
      },
    }),
  (line, n) => {
    const from = strangerInside(3 * n + 1)
    return attack('scan', ['behaviour.scan'], {
      about: [from.ip],
      may: [...STRANGE, 'behaviour.scan'],
      begin: (_, at) => {
        const ends = 10 + line.random(40)
        for (let end = 0; end < ends; end += 1)
          line.at(at + end * 0.1, () => line.knock(from, `10.1.2.${100 + end}`, [502, 102, 44_818][end % 3]!))
        line.at(at + line.between(60, 300), () => line.write(from, REGISTER.setTemperature, hot(line)))
      },
    })
  },
  // The controller is too busy to listen.
  (line) =>
    attack('flood', ['behaviour.flood'], {
      about: [SCADA.ip],
      // The control room's commands do not come through.
      may: ['behaviour.absence'],
      begin: (_, at) => {
        line.plant.isDeaf = true
        for (let second = 0; second < 60; second += 1)
          line.at(at + second, () => line.burst(SCADA, 100 + line.random(200)))
        surge(line, at)
      },
    }),
  // By the door of whoever keeps the devices.
  (line, n) => {
    const from = strangerInside(3 * n + 2)
    return attack(
      'rogue access',
      ['behaviour.new-talker'],
      {
        about: [from.ip],
        may: STRANGE,
        begin: (_, at) => {
          line.at(at, () => line.ssh(from, ENGINEERING))
          line.at(at + line.between(60, 600), () => line.s7Stop(ENGINEERING))
        },
      },
      ['program.mode'],
    )
  },
  (line, n) => {
    const from = HOSTS[n % HOSTS.length]!
    const name = REMOTE_NAMES[Math.floor(n / HOSTS.length) % REMOTE_NAMES.length]!
    return attack('remote control software', ['shadow.remote-access'], {
      about: [from.ip],
      may: [...STRANGE, 'program.mode'],
      begin: (_, at) => {
        line.at(at, () => line.lookUp(from, `relay${n}.${name}`))
        line.at(at + line.between(60, 600), () => line.s7Stop(ENGINEERING))
      },
    })
  },
  // Nobody looks, and then the cooler is stopped.
  (line) => ({
    ...attack('sensor off', ['sensor.silent'], {
      about: ['tok_line'],
      begin: (_, at) => line.at(at + line.between(120, 600), () => line.s7Stop(ENGINEERING)),
    }),
    sensor: 'off',
  }),
]

export const BENIGN: readonly ((line: Line, n: number) => Episode)[] = [
  (line) => ({
    ...calm('maintenance in a window', (_, at) => {
      line.at(at, () => line.s7Download(ENGINEERING, true))
      line.at(at + 60, () => line.s7Stop(ENGINEERING))
      line.at(at + 75, () => line.s7Download(ENGINEERING, true))
    }),
    waitsFor: 'window',
  }),
  (line) => ({
    ...calm('new recipe in its phase', () => (line.recipeC = HEAT_C + line.between(1, 2.5))),
    waitsFor: 'recipe',
  }),
  () => ({ ...calm('sensor starts anew', () => undefined), sensor: 'restarts' }),
  () => ({ ...calm('change of shift', () => undefined), waitsFor: 'shift' }),
  (line) =>
    calm('connections made anew', () => {
      for (const each of [SCADA, PANEL, HISTORIAN, ENGINEERING]) line.reconnect(each)
    }),
  (line) => calm('a pause of seconds', (_, at) => line.hush(SCADA, at, at + line.between(4, 9))),
  (line) =>
    calm('the operator writes once more', (_, at) => {
      const degrees = (line.isHeating ? HEAT_C : 50) + line.between(-1.5, 1.5)
      line.at(at, () => line.write(PANEL, REGISTER.setTemperature, Math.round(degrees * 10)))
    }),
  (line) =>
    calm('the historian catches up', (_, at) => {
      for (let n = 0; n < 4; n += 1) line.at(at + n * 4, () => line.read(HISTORIAN, 4, 3, 5))
    }),
  (line) => calm('the load changes', (_, at) => line.at(at, () => line.load(line.random(2) === 0 ? 0.8 : 1.2))),
]

/** Whether what an episode waits for begins in the slice that comes. */
export function isDue({ waitsFor }: Episode, line: Line, shiftHours: number): boolean {
  const at = line.atS - BEGIN_S
  if (waitsFor === 'recipe') return at % RECIPE_S === RECIPE_S - SLICE_S
  if (waitsFor === 'shift') return at % (shiftHours * 3600) === shiftHours * 3600 - SLICE_S
  // The first window opens at midnight, six hours before the begin; what is done in it takes some minutes.
  const ofWindow = (at + 6 * 3600) % WINDOWS_EVERY_S
  if (waitsFor === 'window') return ofWindow < WINDOW_S - 300
  if (waitsFor === 'no-window') return ofWindow >= WINDOW_S
  return true
}

function attack(
  name: string,
  expects: readonly string[],
  given: Pick<Episode, 'begin' | 'about'> & { readonly may?: readonly string[] },
  more: readonly string[] = [],
): Episode {
  const { may = [], ...rest } = given
  return { name, expects, may: [...may, ...more, ...SHOWN], lastS: 1500, ...rest }
}

function calm(name: string, begin: Episode['begin']): Episode {
  return { name, begin, expects: [], may: [], about: [], lastS: 300 }
}

/** A set temperature from which the reactor leaves its safe bounds, sooner or later, in tenths. */
function hot(line: Line): number {
  return Math.round(line.between(85, 120) * 10)
}

/** Minutes later the inflow is one and a half times what it was. */
function surge(line: Line, at: number): void {
  line.at(at + line.between(60, 300), () => {
    line.isSurging = true
    return line.load(1.5)
  })
}

function strangerInside(n: number) {
  return station(`10.1.1.${100 + (n % 150)}`, 41_000 + n)
}

function strangerOutside(n: number) {
  return station(`10.1.9.${10 + (n % 240)}`, 41_000 + n)
}
