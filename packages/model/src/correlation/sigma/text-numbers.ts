// Small integers for texts, given back when nothing holds them any more.

export class TextNumbers {
  readonly #numbers = new Map<string, number>()
  readonly #texts: string[] = []
  readonly #held: number[] = []
  readonly #free: number[] = []

  /** The number of a text, held once more. */
  hold(text: string): number {
    let number = this.#numbers.get(text)
    if (number === undefined) {
      number = this.#free.pop() ?? this.#texts.length
      this.#numbers.set(text, number)
      this.#texts[number] = text
      this.#held[number] = 0
    }
    this.#held[number] = this.#held[number]! + 1
    return number
  }

  holdAgain(number: number): void {
    this.#held[number] = this.#held[number]! + 1
  }

  release(number: number): void {
    const left = this.#held[number]! - 1
    this.#held[number] = left
    if (left > 0) return
    this.#numbers.delete(this.#texts[number]!)
    this.#texts[number] = ''
    this.#free.push(number)
  }

  textOf(number: number): string {
    return this.#texts[number]!
  }
}
