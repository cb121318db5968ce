// What a rule's tags say of ATT&CK. Source: Sigma specification 2.1.0, tags appendix.

/** Ids of the techniques: `T0843` of `attack.t0843`, `T1021.001` of `attack.t1021.001`; tactics and other tags are none. */
export function techniquesOf(tags: readonly string[]): readonly string[] {
  return tags.flatMap((tag) => {
    const [, id] = /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag) ?? []
    return id === undefined ? [] : [id.toUpperCase()]
  })
}
