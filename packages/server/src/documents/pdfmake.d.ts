// The package brings no types.
declare module 'pdfmake' {
  const pdfmake: import('./pdf-definition.ts').Pdfmake
  export = pdfmake
}
