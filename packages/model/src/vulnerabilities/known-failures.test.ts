import type { MadeAdvisory } from '@penstock/testkit/advisories'
import { describe, expect, test } from 'vitest'
import { gradeOf, matchesOf } from './made-advisory.fixture.ts'

const ROCKWELL = 'Rockwell Automation'
const plc = { vendor: ROCKWELL, product: 'ControlLogix 5580', modelNumber: '1756-L85E' }

describe('tree and text', () => {
  const unbounded: MadeAdvisory = {
    vendor: ROCKWELL,
    leaves: [{ product: 'ControlLogix 5580', range: '>=v34.011' }],
    remedies: [{ text: 'ControlLogix 5580: Update to v34.014 and later' }],
  }
  test.each([
    ['34.010', 'N', 'below the start of the tree'],
    ['34.013', 'B', 'both say affected'],
    ['34.014', 'C', 'the tree has no end, the text names a fix'],
    ['36.011', 'C', 'the same, in a later train'],
  ])('an open tree and a fix in the text: %s is %s (%s)', (version, grade) => {
    expect(gradeOf({ ...plc, version }, unbounded)).toBe(grade)
  })

  const everyVersion: MadeAdvisory = {
    vendor: 'Emerson',
    leaves: [{ product: 'ROC809 Firmware', range: 'vers:all/*' }],
    remedies: [{ kind: 'mitigation', text: 'ROC800 Series 2: 3.91 firmware or later at the portal' }],
  }
  test.each([
    ['3.90', 'B'],
    ['3.91', 'C'],
    [null, 'C'],
  ])('all versions in the tree, a fix under mitigation: %s is %s', (version, grade) => {
    expect(gradeOf({ vendor: 'Emerson', product: 'ROC809', version }, everyVersion)).toBe(grade)
  })

  test('a conflict shows both sides', () => {
    const [match] = matchesOf({ ...plc, version: '34.014' }, unbounded)
    const facts = match!.trail.map(({ fact }) => fact).join('\n')
    expect(facts).toContain('>=v34.011')
    expect(facts).toContain('v34.014')
    expect(facts).toContain('disagree')
  })

  const single: MadeAdvisory = {
    vendor: ROCKWELL,
    leaves: [{ product: 'ControlLogix 5580', version: 'V34.011' }],
    remedies: [{ text: 'ControlLogix 5580: corrected in V34.014, V35.013, V36.011 and later' }],
  }
  test.each([
    ['34.011', 'B'],
    ['34.012', 'C'],
    ['34.014', 'N'],
    ['35.011', 'C'],
    ['35.013', 'N'],
    ['37.001', 'N'],
  ])('one version in the tree, a fix per train in the text: %s is %s', (version, grade) => {
    expect(gradeOf({ ...plc, version }, single)).toBe(grade)
  })

  test('a sentence about another product does not fix this one', () => {
    const made: MadeAdvisory = {
      vendor: 'Siemens',
      leaves: [{ product: 'SIMATIC S7-1500 CPU family (incl. SIPLUS variants)', range: '< V2.9.2' }],
      remedies: [
        { text: 'Update to V2.9.2 or later version' },
        { kind: 'mitigation', text: 'Update your entire solution to TIA Portal V17 and use TLS communication' },
      ],
    }
    const cpu = { vendor: 'Siemens', product: 'SIMATIC S7-1500 CPU 1516-3 PN/DP', modelNumber: '6ES7516-3AN02-0AB0' }
    expect(gradeOf({ ...cpu, version: 'V3.0.1' }, made)).toBe('N')
    expect(gradeOf({ ...cpu, version: 'V2.8.3' }, made)).toBe('B')
  })

  test('a text that spares the product itself against a tree that names it is to be checked', () => {
    const made: MadeAdvisory = {
      vendor: 'Yokogawa',
      leaves: [{ product: 'B/M9000 VP', range: '>= R8.01.01 | <= R8.03.01' }],
      remedies: [{ kind: 'mitigation', text: 'B/M9000 VP: This product is not affected by these vulnerabilities.' }],
    }
    expect(gradeOf({ vendor: 'Yokogawa', product: 'B/M9000 VP', version: 'R8.02.00' }, made)).toBe('C')
  })
})

describe('trains', () => {
  const list: MadeAdvisory = {
    vendor: ROCKWELL,
    leaves: [{ product: 'ControlLogix 5580 (1756 - L8z)', range: '<v36.011_v35.013_v34.014' }],
  }
  test.each([
    ['33.011', 'A'],
    ['34.013', 'A'],
    ['34.014', 'N'],
    ['35.012', 'A'],
    ['35.013', 'N'],
    ['36.010', 'A'],
    ['36.011', 'N'],
    ['37.001', 'N'],
  ])('several ends in one string: %s is %s', (version, grade) => {
    expect(gradeOf({ ...plc, version }, list)).toBe(grade)
  })

  const twoLeaves: MadeAdvisory = {
    vendor: 'Sierra Wireless',
    leaves: [
      { product: 'AirLink ALEOS firmware', range: '<4.9.9' },
      { product: 'AirLink ALEOS firmware', range: '<4.17.0' },
    ],
  }
  test.each([
    ['4.9.8', 'B'],
    ['4.9.9', 'N'],
    ['4.16.0', 'B'],
    ['4.17.0', 'N'],
    ['4.4.3', 'B'],
  ])('one end a leaf: %s is %s', (version, grade) => {
    expect(gradeOf({ vendor: 'Sierra Wireless', product: 'AirLink RV50X (ALEOS)', version }, twoLeaves)).toBe(grade)
  })

  const releases: MadeAdvisory = {
    vendor: 'Honeywell',
    leaves: [{ product: 'Experion PKS', range: '< R511.5 TCU4 HF4 | < R520.2 TCU4 HF2' }],
  }
  test.each([
    ['R511.5 TCU4 HF3', 'B'],
    ['R511.5 TCU4 HF4', 'N'],
    ['R520.1', 'B'],
    ['R520.2 TCU4', 'B'],
    ['R520.2 TCU4 HF2', 'N'],
    ['R530.1', 'N'],
  ])('releases with TCU and HF: %s is %s', (version, grade) => {
    expect(gradeOf({ vendor: 'Honeywell', product: 'Experion PKS', version }, releases)).toBe(grade)
  })
})

describe('wildcards', () => {
  const anyMiddle: MadeAdvisory = {
    vendor: 'Siemens',
    leaves: [{ product: 'SIMATIC S7-300 CPU family (incl. related ET200 CPUs)', range: 'All versions < V3.X.16' }],
  }
  test.each([
    ['V3.2.14', 'B'],
    ['V3.3.15', 'B'],
    ['V3.2.16', 'N'],
    ['V3.3.17', 'N'],
    ['V2.6.5', 'B'],
  ])('V3.X.16: %s is %s', (version, grade) => {
    const cpu = { vendor: 'Siemens', product: 'SIMATIC S7-300 CPU 315-2 PN/DP', modelNumber: '6ES7315-2EH14-0AB0' }
    expect(gradeOf({ ...cpu, version }, anyMiddle)).toBe(grade)
  })

  const masks: MadeAdvisory = {
    vendor: 'Schneider Electric',
    leaves: [
      { product: 'Modicon M580 CPU (part numbers BMEP* and BMEH*)', range: '< SV4.10' },
      { product: 'Modicon M580 CPU Safety (part numbers BMEP58*S and BMEH58*S)', range: 'vers:all/*' },
    ],
  }
  test.each([
    ['BMEP582040', 'SV3.20', 'A'],
    ['BMEP582040', 'SV4.10', 'N'],
    ['BMEP582040S', 'SV4.20', 'A'],
    ['BMEH584040S', 'SV4.20', 'A'],
    ['BMENOC0301', 'SV2.01', null],
  ])('BMEP* over BMEP58*S: %s %s is %s', (modelNumber, version, grade) => {
    expect(gradeOf({ vendor: 'Schneider Electric', product: 'Modicon M580', modelNumber, version }, masks)).toBe(grade)
  })

  test.each(['CJ2M-CPU[][]', 'CJ2M-CPU**'])('%s is CJ2M-CPU33 and no other unit', (product) => {
    const made: MadeAdvisory = { vendor: 'Omron', leaves: [{ product, range: '<= 2.0' }] }
    const unit = (modelNumber: string) => ({ vendor: 'Omron', product: modelNumber, modelNumber, version: '2.0' })
    expect(gradeOf(unit('CJ2M-CPU33'), made)).toBe('A')
    expect(gradeOf(unit('CJ2M-MD211'), made)).toBe(null)
  })
})

describe('serial numbers decide', () => {
  const made: MadeAdvisory = {
    vendor: 'Mitsubishi Electric',
    leaves: [{ product: 'MELSEC-Q Series Q03UDECPU', range: 'The first 5 digits of serial No. "23121" or prior' }],
  }
  test.each([
    ['231210000000000', 'A'],
    ['230020000000000', 'A'],
    ['231220000000000', 'N'],
    [null, 'C'],
  ])('%s is %s', (serial, grade) => {
    const cpu = { vendor: 'Mitsubishi', product: 'MELSEC-Q Q03UDECPU', modelNumber: 'Q03UDECPU', serial }
    expect(gradeOf(cpu, made)).toBe(grade)
  })
})

test('a generic product name matches by the title alone', () => {
  const made: MadeAdvisory = {
    title: 'Unitronics Vision and Samba Series (Update A)',
    vendor: 'Unitronics',
    leaves: [
      { product: 'VisiLogic', range: '<9.9.00' },
      { product: 'OS', range: '<12.38' },
    ],
  }
  const of = (product: string) => gradeOf({ vendor: 'Unitronics', product, version: 'OS 12.29' }, made)
  expect(of('Vision V570-57-T20B')).toBe('B')
  expect(of('UniStream USP-104-B10')).toBe(null)
  expect(gradeOf({ vendor: 'Unitronics', product: 'Vision V570', version: 'OS 12.38' }, made)).toBe('N')
})

describe('conditions in text', () => {
  test('in the range: an option that may be installed', () => {
    const made: MadeAdvisory = {
      vendor: 'Yokogawa',
      leaves: [{ product: 'CENTUM VP', range: '>= R6.01.10 | <= R6.09.00 - (if VP6E5000 is installed)' }],
    }
    const station = { vendor: 'Yokogawa', product: 'CENTUM VP' }
    expect(gradeOf({ ...station, version: 'R6.07.00' }, made)).toBe('C')
    expect(gradeOf({ ...station, version: 'R6.10.00' }, made)).toBe('N')
  })

  test('in the name: a feature that may be on', () => {
    const made: MadeAdvisory = {
      vendor: ROCKWELL,
      leaves: [{ product: 'Stratix 5800 (running Cisco IOS XE Software with the Web UI feature enabled)' }],
    }
    expect(gradeOf({ vendor: ROCKWELL, product: 'Stratix 5800', version: '17.04.01' }, made)).toBe('C')
  })

  test('a runtime by another maker that the device may hold', () => {
    const made: MadeAdvisory = {
      vendor: '3S-Smart Software Solutions GmbH',
      leaves: [{ product: 'CODESYS Control for PFC200', range: '< 3.5.14.0' }],
    }
    expect(gradeOf({ vendor: 'WAGO', product: 'PFC200 750-8202', version: 'FW22' }, made)).toBe('C')
    expect(gradeOf({ vendor: 'WAGO', product: 'PFC100 750-8101', version: 'FW22' }, made)).toBe(null)
    expect(gradeOf({ vendor: 'CODESYS', product: 'Control for PFC200', version: '3.5.13.0' }, made)).toBe('B')
  })
})

test('a product that stands in the tree and in no state is to be checked', () => {
  const made: MadeAdvisory = { leaves: [{ product: 'Alpha 7', range: '< 2.0', untold: true }, { product: 'Beta 9' }] }
  expect(gradeOf({ version: '1.0' }, made)).toBe('C')
})

test('each CVE has its own products', () => {
  const made: MadeAdvisory = {
    leaves: [
      { product: 'Alpha 7', range: '< 2.0' },
      { product: 'Alpha 7', range: '< 3.0' },
    ],
    weaknesses: [
      { cve: 'CVE-2031-0001', status: { known_affected: [0] } },
      { cve: 'CVE-2031-0002', status: { known_affected: [1] } },
    ],
  }
  const [old] = matchesOf({ version: '1.5' }, made)
  expect(old).toMatchObject({ grade: 'B', cves: ['CVE-2031-0001', 'CVE-2031-0002'] })
  const [newer] = matchesOf({ version: '2.5' }, made)
  expect(newer).toMatchObject({ grade: 'B', cves: ['CVE-2031-0002'] })
  expect(newer!.trail.some(({ fact }) => fact === 'CVE-2031-0001 is graded N for this device')).toBe(true)
})

describe('typos and foreign products', () => {
  test('2019 SPI is 2019 SP1', () => {
    const made: MadeAdvisory = { vendor: 'OSIsoft LLC', leaves: [{ product: 'PI Web API', range: '<= 2019 SPI' }] }
    const of = (version: string) => gradeOf({ vendor: 'OSIsoft', product: 'PI Web API', version }, made)
    expect([of('2019 SP1'), of('2019'), of('2021')]).toEqual(['B', 'B', 'N'])
  })

  test('=< is <=', () => {
    const made: MadeAdvisory = { leaves: [{ product: 'Alpha 7', range: '>=8.0|=<8.5' }] }
    expect(['8.4', '8.5', '8.6', '7.9'].map((version) => gradeOf({ version }, made))).toEqual(['B', 'B', 'N', 'N'])
  })

  test('a product of someone else under a maker is not a device of that maker', () => {
    const made: MadeAdvisory = { vendor: 'Omron', leaves: [{ product: 'Smart Security Manager', range: '<= 1.5' }] }
    expect(gradeOf({ vendor: 'Omron', product: 'CJ2M-CPU33', modelNumber: 'CJ2M-CPU33', version: '1.4' }, made)).toBe(
      null,
    )
  })

  test('a zero that a spreadsheet lost is in the full name', () => {
    const made: MadeAdvisory = {
      vendor: 'MOXA',
      leaves: [{ product: 'NPort 5110', version: '2.1', fullName: 'NPort 5110: Firmware Versions 2.10' }],
    }
    const of = (version: string) => gradeOf({ vendor: 'Moxa', product: 'NPort 5110', version }, made)
    expect([of('2.10'), of('2.11')]).toEqual(['B', 'N'])
  })
})

test('an advisory about a protocol, without products, matches nothing', () => {
  const made: MadeAdvisory = { title: 'A protocol', leaves: [], weaknesses: [{ cve: 'CVE-2031-0001', status: {} }] }
  expect(matchesOf({}, made)).toEqual([])
})
