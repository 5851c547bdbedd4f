import type { TextTest } from './compile-condition.ts'

/**
 * The answers of a test for every text of a dictionary, so that a column of texts is one look-up a row: 1 where it passes, at
 * the number of the text plus one. The first place stands for unknown, whose number is -1, and holds 0.
 */
export function passesByCode(test: TextTest, dictionary: readonly string[]): Uint8Array {
  const passes = predicate(test)
  const answers = new Uint8Array(dictionary.length + 1)
  dictionary.forEach((text, code) => {
    answers[code + 1] = Number(passes(text))
  })
  return answers
}

function predicate(test: TextTest): (text: string) => boolean {
  switch (test.kind) {
    case 'not': {
      const passes = predicate(test.part)
      return (text) => !passes(text)
    }
    case 'some':
    case 'every': {
      const parts = test.parts.map(predicate)
      return test.kind === 'some'
        ? (text) => parts.some((passes) => passes(text))
        : (text) => parts.every((passes) => passes(text))
    }
    case 'in': {
      const texts = new Set(test.texts)
      return (text) => texts.has(text)
    }
    case 'equal':
      return (text) => text === test.text
    case 'startsWith':
    case 'containsText': {
      // People do not think of capitals when they look for a piece of text.
      const lower = test.text.toLowerCase()
      return test.kind === 'startsWith'
        ? (text) => text.toLowerCase().startsWith(lower)
        : (text) => text.toLowerCase().includes(lower)
    }
  }
}
