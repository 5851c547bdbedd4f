import type { Subject } from '../fact-spec.ts'

/** What is said of the differences between two versions of a rule. */
export type ChangeWords = {
  readonly changed: (of: string, sides: { readonly before: string; readonly after: string }) => string
  readonly rule: string
  readonly name: string
  readonly about: string
  readonly each: Readonly<Record<Subject, string>>
  readonly when: string
  readonly setting: (key: string) => string
  readonly label: string
  readonly tests: string
  readonly testCount: (count: number) => string
  /** What is done in a place, as the head of a sentence. */
  readonly done: (place: string) => string
  readonly come: (words: string, place?: string) => string
  readonly gone: (words: string, place?: string) => string
  readonly branch: (title: string) => string
  readonly branchIf: (title: string, when: string) => string
  readonly movedWithin: (what: string, place: string) => string
  readonly movedTo: (what: string, place: string) => string
  readonly condition: {
    readonly within: (branch: string) => string
    readonly added: (condition: string) => string
    readonly removed: (condition: string) => string
    readonly moved: string
    readonly changed: (before: string, after: string) => string
  }
  readonly decision: string
  readonly theDecision: string
  readonly places: {
    readonly top: string
    readonly otherwise: string
    readonly branch: (title: string) => string
  }
}
