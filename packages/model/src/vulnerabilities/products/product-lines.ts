// Product lines whose members are told by order number or by a word that the advisory does not use: an advisory says "S7-1500 CPU
// family" or "Relion 670 series", a device says 6ES7516-3AN02-0AB0 or RET670. From makers' catalogues; facts only.

export interface ProductLine {
  readonly id: string
  readonly maker: string
  /** Tested against the plain order number (small letters and digits). */
  readonly numbers: RegExp | null
  /** Tested against the product of the asset, in small letters. */
  readonly names: RegExp | null
  /** Tested against the product of the leaf, in small letters. */
  readonly leaves: RegExp
  /** First number of a version that belongs to it, where one name has several generations. */
  readonly majors?: readonly number[]
}

const PRODUCT_LINES: readonly ProductLine[] = [
  {
    id: 'S7-1200 CPU',
    maker: 'siemens',
    numbers: /^(6es7|6ag1)21[1-7]/,
    names: /s7-1200.*\bcpu|cpu 121[1-7]/,
    leaves: /^simatic s7-1200 cpu family/,
  },
  {
    id: 'S7-1500 CPU',
    maker: 'siemens',
    numbers: /^(6es7|6ag1)51[0-8]/,
    names: /s7-1500.*\bcpu|\bcpu 151\d(f|t|tf|c|sp)?-\d|et ?200(sp|pro) cpu/,
    leaves: /^simatic s7-1500 cpu family/,
  },
  {
    id: 'ET 200SP Open Controller PC2',
    maker: 'siemens',
    numbers: /^(6es7|6ag1)6772[a-z]b4|^6es76772sb4/,
    names: /open controller.*pc2/,
    leaves: /open controller cpu 1515sp pc2/,
  },
  {
    id: 'ET 200SP Open Controller PC',
    maker: 'siemens',
    numbers: /^(6es7|6ag1)6772[a-z]a[34]/,
    names: /open controller.*\bpc\b/,
    leaves: /open controller cpu 1515sp pc\b(?!2)/,
  },
  {
    id: 'S7-300 CPU',
    maker: 'siemens',
    numbers: /^(6es7|6ag1)31[2-9]|^(6es7|6ag1)15[14]8/,
    names: /s7-300.*\bcpu|\bcpu 31[2-9]/,
    leaves: /^simatic s7-300 cpu family/,
  },
  {
    id: 'S7-400 CPU',
    maker: 'siemens',
    numbers: /^(6es7|6ag1)41[0-7]/,
    names: /s7-4\d0.*\bcpu|\bcpu 41[2-7]/,
    leaves: /^simatic s7-400 cpu family/,
  },
  {
    id: 'S7-400 H V6 CPU',
    maker: 'siemens',
    numbers: /^(6es7|6ag1)41[2-7]5h..?06/,
    names: /s7-400.*\b41[2-7]-5h.*\bv6|s7-400 ?h v6/,
    leaves: /^simatic s7-400 h v6 cpu family/,
    majors: [6],
  },
  {
    id: 'S7-410 CPU V8',
    maker: 'siemens',
    numbers: /^(6es7|6ag1)4105h/,
    names: /s7-410|cpu 410/,
    leaves: /^simatic s7-410 v8 cpu family/,
    majors: [8],
  },
  {
    id: 'S7-410 CPU V10',
    maker: 'siemens',
    numbers: /^(6es7|6ag1)4105h/,
    names: /s7-410|cpu 410/,
    leaves: /^simatic s7-410 v10 cpu family/,
    majors: [10],
  },
  {
    id: 'LOGO! 8 BM',
    maker: 'siemens',
    numbers: /^(6ed1|6ag1)052..?.?.?0?8/,
    names: /^logo!? ?(8|2[34]|12|230)/,
    leaves: /^logo! 8 bm/,
    majors: [8],
  },
  {
    id: 'SIMATIC Drive Controller',
    maker: 'siemens',
    numbers: /^6es7615/,
    names: /drive controller|cpu 150[47]d/,
    leaves: /^simatic drive controller family/,
  },
  {
    id: 'ControlLogix 5580 Process',
    maker: 'rockwell',
    numbers: /^1756l8\dep/,
    names: /controllogix.*5580 process/,
    leaves: /controllogix 5580 process/,
  },
  {
    id: 'ControlLogix 5580',
    maker: 'rockwell',
    numbers: /^1756l8\de(?!s|p)/,
    names: /^controllogix.*5580(?! process)/,
    leaves: /^(rockwell automation )?controllogix 5580(?! process)/,
  },
  {
    id: 'GuardLogix 5580',
    maker: 'rockwell',
    numbers: /^1756l8\des/,
    names: /^guardlogix.*5580/,
    leaves: /^(rockwell automation )?guardlogix 5580/,
  },
  {
    id: 'CompactLogix 5380',
    maker: 'rockwell',
    numbers: /^5069l3\d\der(?!m?s)/,
    names: /^compactlogix.*5380/,
    leaves: /^(rockwell automation )?compactlogix 5380/,
  },
  {
    id: 'Compact GuardLogix 5380 SIL 2',
    maker: 'rockwell',
    numbers: /^5069l3\d\derm?s2/,
    names: /^compact ?guardlogix.*5380(?!.*sil 3)/,
    leaves: /compact guardlogix 5380(?! sil 3)/,
  },
  {
    id: 'Compact GuardLogix 5380 SIL 3',
    maker: 'rockwell',
    numbers: /^5069l3\d\derm?s3/,
    names: /^compact ?guardlogix.*5380(?!.*sil 2)/,
    leaves: /compact guardlogix 5380(?! sil 2| \(5069)/,
  },
  {
    id: 'CompactLogix 5480',
    maker: 'rockwell',
    numbers: /^5069l4/,
    names: /^compactlogix.*5480/,
    leaves: /compactlogix 5480/,
  },
  { id: '1756-EN4', maker: 'rockwell', numbers: /^1756en4/, names: /^1756-en4/, leaves: /1756-en4/ },
  { id: 'Stratix 5800', maker: 'rockwell', numbers: /^1783mm/, names: /stratix 5800/, leaves: /stratix 5800/ },
  { id: 'Stratix 5200', maker: 'rockwell', numbers: /^1783cms/, names: /stratix 5200/, leaves: /stratix 5200/ },
  {
    id: 'Relion 670',
    maker: 'hitachi-energy',
    numbers: /^re[a-z]670/,
    names: /\bre[a-z]670|relion.*670/,
    leaves: /relion 670/,
  },
  {
    id: 'Relion 650',
    maker: 'hitachi-energy',
    numbers: /^re[a-z]650/,
    names: /\bre[a-z]650|relion.*650/,
    leaves: /relion (670\/)?650/,
  },
  { id: 'SAM600-IO', maker: 'hitachi-energy', numbers: /^sam600/, names: /sam600/, leaves: /sam600/ },
  {
    id: 'RTU500',
    maker: 'hitachi-energy',
    numbers: /^5[2-6]0cm|^5[2-6]0ci/,
    names: /\brtu5[1-9]0|rtu500/,
    leaves: /rtu500 series/,
  },
  {
    id: 'ALEOS',
    maker: 'sierra',
    numbers: /^(rv50|rv55|mp70|lx40|lx60|es4[45]0|gx4[45]0|ls300)/,
    names: /\b(rv50x?|rv55|mp70e?|lx40|lx60|es4[45]0|gx4[45]0|ls300|aleos)\b/,
    leaves: /aleos/,
  },
  { id: 'PFC200', maker: 'wago', numbers: /^7508(2\d\d)/, names: /pfc200|750-82\d\d/, leaves: /^pfc200/ },
  { id: 'PFC100', maker: 'wago', numbers: /^7508(1\d\d)/, names: /pfc100|750-81\d\d/, leaves: /^pfc100/ },
  { id: 'CC100', maker: 'wago', numbers: /^7519(3|4)/, names: /cc100|751-9[34]01/, leaves: /cc100/ },
  { id: 'Edge Controller', maker: 'wago', numbers: /^7528303/, names: /edge controller/, leaves: /^edge controller/ },
  {
    id: 'NX7',
    maker: 'omron',
    numbers: /^nx701/,
    names: /\bnx7/,
    leaves: /nj\/nx series/,
  },
  {
    id: 'NJ/NX',
    maker: 'omron',
    numbers: /^(nj(101|301|501)|nx(1p2|102|502))/,
    names: /\b(nj(101|301|501)|nx(1p2|102|502))/,
    leaves: /nj\/nx series/,
  },
  {
    id: 'Tricon MP 3008',
    maker: 'schneider',
    numbers: /^3008$/,
    names: /tricon.*3008|3008.*tricon|(mp|main processor).*3008/,
    leaves: /^mp model 3008/,
  },
  {
    id: 'DeltaV M-series',
    maker: 'emerson',
    numbers: null,
    names: /deltav m[dxq]\b|deltav md plus/,
    leaves: /deltav m-series/,
  },
  {
    id: 'DeltaV S-series',
    maker: 'emerson',
    numbers: null,
    names: /deltav s[dxqz]\b|deltav sd plus/,
    leaves: /deltav s-series/,
  },
]

/** Product lines that an asset belongs to. */
export function linesOf(maker: string, plainModel: string, product: string): readonly ProductLine[] {
  const small = product.toLowerCase()
  const own = PRODUCT_LINES.filter((line) => isMakerOfLine(maker, line))
  const byNumber = own.filter((line) => line.numbers?.test(plainModel) === true)
  // An order number says more than a name.
  return byNumber.length > 0 ? byNumber : own.filter((line) => line.names?.test(small) === true)
}

export function linesOfLeaf(maker: string, product: string): readonly ProductLine[] {
  const small = product.toLowerCase()
  return PRODUCT_LINES.filter((line) => isMakerOfLine(maker, line) && line.leaves.test(small))
}

/** Grid products stood under ABB before. */
function isMakerOfLine(maker: string, line: ProductLine): boolean {
  return (
    line.maker === maker ||
    (line.maker === 'hitachi-energy' && maker === 'abb') ||
    (line.maker === 'schneider' && (maker === 'triconex' || maker === 'invensys'))
  )
}
