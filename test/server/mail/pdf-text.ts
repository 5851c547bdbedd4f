import { inflateSync } from 'node:zlib'

/** The texts on the pages of a PDF, in the order they were written. */
export function pdfTexts(pdf: Buffer): string[] {
  const raw = pdf.toString('latin1')
  const texts: string[] = []
  for (const { 1: packed = '' } of raw.matchAll(/\/FlateDecode\s*>>\s*stream\n([\s\S]*?)\nendstream/g)) {
    const page = inflateSync(Buffer.from(packed, 'latin1')).toString('latin1')
    for (const { 1: shown = '' } of page.matchAll(/\[([^\]]*)\] TJ/g))
      texts.push(
        [...shown.matchAll(/<([0-9a-f]+)>/g)]
          .map(({ 1: hex = '' }) => Buffer.from(hex, 'hex').toString('latin1'))
          .join(''),
      )
  }
  return texts
}
