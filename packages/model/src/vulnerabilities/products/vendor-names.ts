// Names under which makers publish and are registered, and who took over whom when, as data. A takeover may be of some products
// only: relays and RTUs went from ABB to Hitachi Energy, not its drives.

export interface Maker {
  readonly id: string
  /** Beginnings of names, in small letters, punctuation left out. */
  readonly names: readonly string[]
}

export interface Takeover {
  readonly from: string
  readonly to: string
  /** Date from which `to` publishes for the products of `from`. */
  readonly since: string
  /** Words of product names that went over; null is all. */
  readonly products: RegExp | null
}

export const MAKERS: readonly Maker[] = [
  { id: 'siemens', names: ['siemens'] },
  { id: 'rockwell', names: ['rockwell', 'allen bradley', 'allenbradley'] },
  { id: 'schneider', names: ['schneider', 'modicon', 'telemecanique', 'square d', 'se com'] },
  { id: 'triconex', names: ['triconex'] },
  { id: 'apc', names: ['apc', 'american power conversion'] },
  { id: 'invensys', names: ['invensys', 'foxboro'] },
  { id: 'wonderware', names: ['wonderware'] },
  { id: 'aveva', names: ['aveva'] },
  { id: 'osisoft', names: ['osisoft', 'osi soft'] },
  { id: 'abb', names: ['abb', 'asea brown boveri'] },
  { id: 'hitachi-energy', names: ['hitachi energy', 'hitachi abb power grids', 'abb power grids'] },
  { id: 'ge', names: ['ge digital', 'ge intelligent platforms', 'ge vernova', 'ge fanuc', 'general electric', 'ge'] },
  { id: 'emerson', names: ['emerson', 'fisher rosemount'] },
  { id: 'pacsystems', names: ['pacsystems'] },
  { id: 'ptc', names: ['ptc'] },
  { id: 'kepware', names: ['kepware'] },
  { id: 'software-toolbox', names: ['software toolbox'] },
  { id: 'mitsubishi', names: ['mitsubishi'] },
  { id: 'iconics', names: ['iconics'] },
  { id: 'omron', names: ['omron'] },
  { id: 'yokogawa', names: ['yokogawa'] },
  { id: 'honeywell', names: ['honeywell'] },
  { id: 'moxa', names: ['moxa'] },
  { id: 'wago', names: ['wago'] },
  { id: 'codesys', names: ['3s smart software', '3s', 'codesys'] },
  { id: 'sierra', names: ['sierra wireless', 'semtech'] },
  { id: 'unitronics', names: ['unitronics'] },
  { id: 'hms', names: ['hms', 'ewon'] },
  { id: 'deep-sea', names: ['deep sea electronics'] },
  { id: 'delta', names: ['delta electronics', 'delta industrial'] },
  { id: 'advantech', names: ['advantech'] },
  { id: 'phoenix', names: ['phoenix contact'] },
  { id: 'beckhoff', names: ['beckhoff'] },
  { id: 'hirschmann', names: ['hirschmann', 'belden'] },
  { id: 'fortinet', names: ['fortinet'] },
  { id: 'cisco', names: ['cisco'] },
]

export const TAKEOVERS: readonly Takeover[] = [
  { from: 'osisoft', to: 'aveva', since: '2021-03-19', products: null },
  { from: 'wonderware', to: 'aveva', since: '2018-03-01', products: null },
  {
    from: 'schneider',
    to: 'aveva',
    since: '2018-03-01',
    products: /wonderware|intouch|citect|historian|system platform/,
  },
  { from: 'triconex', to: 'schneider', since: '2014-01-17', products: null },
  { from: 'invensys', to: 'schneider', since: '2014-01-17', products: null },
  { from: 'apc', to: 'schneider', since: '2007-02-14', products: null },
  {
    from: 'abb',
    to: 'hitachi-energy',
    since: '2020-07-01',
    products:
      /relion|\bre[a-z]6[57]0|\bsam600|\brtu5|microscada|afs6|\bfox6|\bxmc20|\bmodular switchgear|\btropos|\bellipse/,
  },
  {
    from: 'ge',
    to: 'emerson',
    since: '2019-02-01',
    products: /pacsystems|\brx3i|\brx7i|\brsti|versamax|proficy machine|\bpac machine/,
  },
  { from: 'pacsystems', to: 'emerson', since: '2019-02-01', products: null },
  { from: 'kepware', to: 'ptc', since: '2016-01-01', products: null },
  { from: 'iconics', to: 'mitsubishi', since: '2019-01-01', products: null },
]
