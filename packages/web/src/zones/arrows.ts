// Arrow keys on the map: from one thing to the nearest one in the direction of the arrow.
export interface Spot {
  readonly id: string
  readonly x: number
  readonly y: number
}

const DIRECTIONS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] } as const

/** Added to what lies more aside than ahead: taken only when nothing else is there. */
const FAR = 1e6

/** Id of the next spot, or null at the rim or for another key. Straight ahead counts more than near. */
export function nextSpot(spots: readonly Spot[], from: string, key: string): string | null {
  const direction = DIRECTIONS[key as keyof typeof DIRECTIONS]
  const here = spots.find((spot) => spot.id === from)
  if (direction === undefined || here === undefined) return null
  const ranked = spots
    .filter((spot) => spot.id !== from)
    .map((spot) => {
      const ahead = (spot.x - here.x) * direction[0] + (spot.y - here.y) * direction[1]
      const aside = Math.abs((spot.x - here.x) * direction[1]) + Math.abs((spot.y - here.y) * direction[0])
      return { id: spot.id, ahead, cost: ahead + 2 * aside + (aside > 2 * ahead ? FAR : 0) }
    })
    .filter((spot) => spot.ahead > 1)
    .toSorted((a, b) => a.cost - b.cost)
  return ranked[0]?.id ?? null
}

/** Id of the spot that comes `by` places after one, from top to bottom, round and round; so that every spot can be reached. */
export function spotAfter(spots: readonly Spot[], from: string | null, by: number): string | null {
  const sorted = spots.toSorted((a, b) => a.y - b.y || a.x - b.x)
  if (sorted.length === 0) return null
  const at = sorted.findIndex((spot) => spot.id === from)
  return sorted[(at + by + sorted.length) % sorted.length]?.id ?? null
}
