// How a format is written down: data, compiled once (`compile.ts`). A further format is a further mapping.
import type { FormatSample, LogSource } from './event.ts'
import type { OcsfClassName } from './ocsf/classes.ts'
import type { RecordShape } from './read/shape.ts'

export type Scalar = string | number | boolean

/** How a cell is understood; one that is none of it is left out, and stays in `fields`. */
export type As =
  | 'text'
  | 'int'
  | 'float'
  | 'hex'
  | 'bool'
  | 'ip'
  | 'port'
  | 'host'
  | 'list'
  | 'words'
  | 'numbers'
  | 'millis'
  | 'base-name'
  | 'upper'
  | 'lower'

/** Where an attribute comes from: a field by its name, the first of several that says something, or a constant. */
export type From =
  | string
  | { readonly is: Scalar | readonly Scalar[] }
  | {
      readonly from: string | readonly string[]
      readonly as?: As
      /** The value for each text, compared in lower case; `otherwise` for those that it lacks. */
      readonly map?: Readonly<Record<string, Scalar>>
      /** The highest bound that a number reaches: `[[0, 1], [40, 2]]`. */
      readonly bands?: readonly (readonly [from: number, gives: Scalar])[]
      readonly otherwise?: Scalar
      /** This, when a field says anything. */
      readonly told?: Scalar
    }

/** What must be said of a field: equal to one of these (case apart), or as the object says. */
export type Test =
  | Scalar
  | readonly Scalar[]
  | { readonly exists: boolean }
  | { readonly starts: string | readonly string[] }
  | { readonly ends: string | readonly string[] }
  | { readonly has: string | readonly string[] }
  | { readonly not: Scalar | readonly Scalar[] }

export type When = Readonly<Record<string, Test>>

/** Attributes by their dotted path; a number in it is a place in a list. */
export type Attributes = Readonly<Record<string, From>>

export interface Kind {
  readonly name: string
  /** All must hold; the first kind that takes a record has it. */
  readonly when?: When
  readonly class: OcsfClassName
  readonly activity: number | From
  readonly severity?: number | From
  readonly message?: From
  readonly set?: Attributes
  /** Further names of fields, as rules ask them: `{ Image: 'NewProcessName' }`. */
  readonly alias?: Readonly<Record<string, string>>
  /** Constants among the fields, as rules ask them. */
  readonly say?: Readonly<Record<string, Scalar>>
  readonly logSources?: readonly LogSource[]
}

/**
 * How the time of an event is written. `text` is any usual spelling that can be read in one way only,
 * or a number of seconds to microseconds since 1970.
 */
export type Clock = 'text' | 'seconds' | 'millis' | 'micros' | 'filetime'

/** Takes a message apart: words stand for themselves, `{name}` for what lies between them, `{name*}` for as much as there is. */
export interface Message {
  readonly of: string
  readonly templates: readonly string[]
}

export interface Mapping {
  readonly id: string
  readonly title: string
  readonly vendor: string
  readonly product: string
  readonly shape: RecordShape
  readonly time: { readonly from: readonly string[]; readonly clock: Clock }
  /** Other spellings of a field, told first: `{ event_id: 'EventID' }`. */
  readonly rename?: Readonly<Record<string, string>>
  /** A field made of others, with blanks between, where the first of them is said. */
  readonly join?: Readonly<Record<string, readonly string[]>>
  /** A field that is not said: the first entry all of whose fields are said gives its value. */
  readonly infer?: {
    readonly field: string
    readonly from: readonly (readonly [said: readonly string[], value: string])[]
  }
  /** What every record of the format must say, else it is not of the format. */
  readonly knownBy?: When
  readonly severity?: number | From
  readonly message?: From
  readonly messages?: readonly Message[]
  /** Of every kind, unless it says otherwise. */
  readonly set?: Attributes
  readonly alias?: Readonly<Record<string, string>>
  readonly logSources?: readonly LogSource[]
  /** Further log sources by what a field says, compared in lower case. */
  readonly logSourcesBy?: { readonly field: string; readonly of: Readonly<Record<string, readonly LogSource[]>> }
  /** A field by whose value kinds are looked up instead of tried one after the other; those that do not ask for it come last. */
  readonly by?: string
  readonly kinds: readonly Kind[]
  readonly samples: readonly FormatSample[]
}
