// What of a definition of pdfmake 0.3 is used here; the package brings no types.
interface Style {
  readonly style?: string
  readonly bold?: boolean
  readonly italics?: boolean
  readonly color?: string
  readonly fillColor?: string
  readonly fontSize?: number
  readonly lineHeight?: number
  readonly font?: string
  readonly alignment?: 'left' | 'right'
  /** Left, top, right, bottom; points. */
  readonly margin?: readonly [number, number, number, number]
}

export type PdfCell = Style & { readonly text: string }

export type Content = Style &
  (
    | { readonly text: string; readonly headlineLevel?: number }
    | { readonly ul: readonly PdfCell[] }
    | { readonly columns: readonly PdfCell[] }
    | { readonly svg: string; readonly width: number }
    | {
        readonly table: {
          readonly headerRows?: number
          readonly dontBreakRows?: boolean
          readonly widths: readonly (number | '*')[]
          readonly body: readonly (readonly PdfCell[])[]
        }
        readonly layout: 'noBorders' | 'lightHorizontalLines'
      }
  )

interface Definition {
  readonly pageSize: 'A4'
  readonly pageMargins: readonly [number, number, number, number]
  readonly info: {
    readonly title: string
    readonly creator: string
    readonly producer: string
    readonly creationDate: Date
  }
  readonly language: string
  readonly tagged: boolean
  readonly displayTitle: boolean
  readonly defaultStyle: Style
  readonly styles: Readonly<Record<string, Style>>
  readonly content: readonly Content[]
  readonly footer: (page: number, pages: number) => Content
}

export interface Pdfmake {
  setFonts(fonts: Readonly<Record<string, Readonly<Record<string, string>>>>): void
  setUrlAccessPolicy(isAllowed: (url: string) => boolean): void
  setLocalAccessPolicy(isAllowed: (path: string) => boolean): void
  createPdf(definition: Definition): { getBuffer(): Promise<Buffer> }
}
