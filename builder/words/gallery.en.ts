import type { TemplateGoal } from '#engine/rule-template.ts'

/** The words of where rules begin: templates, a blank rule, a file. */
export const gallery = {
  title: 'New rule',
  newRule: 'New rule',
  sentence: 'Choose what the rule is to do. The figures are of your own books, as of today.',
  goals: {
    remind: 'Remind',
    escalate: 'Escalate',
    hold: 'Credit holds',
    release: 'Release',
    thank: 'Thank',
  } satisfies Record<TemplateGoal, string>,
  needs: 'Needs',
  today: 'Today',
  counting: 'Counting',
  counted: {
    customer: (shown: string, count: number) => `${shown} ${count === 1 ? 'customer' : 'customers'}`,
    invoice: (shown: string, count: number) => `${shown} ${count === 1 ? 'invoice' : 'invoices'}`,
  },
  of: (shown: string) => `of ${shown}`,
  missing: (shown: string) => `${shown} with missing data`,
  cannotCount: 'It cannot be counted on these books.',
  use: 'Use',
  takeNamed: (title: string) => `Use: ${title}`,
  preview: 'Make it and preview',
  edit: 'Make it and edit',
  back: 'Back',
  name: 'Name',
  nameHelp: 'It follows your answers until you change it.',
  yes: 'Yes',
  no: 'No',
  days: 'days',
  answerWrong: {
    number: (least: string, most: string) => `Give a whole number from ${least} to ${most}.`,
    amount: 'Give an amount of 0 or more, with no more decimals than the currency has.',
    currency: 'Give a currency by its three letters, such as USD or EUR.',
  },
  otherWays: 'Other ways to begin',
  blank: 'Start blank',
  blankSentence: 'An empty rule, looked at every business day at 10:30.',
  blankName: 'New rule',
  import: 'Import a file',
  importSentence:
    'A rule file of Dunlin, or rules of json-rules-engine. They become drafts; nothing is published.',
  chooseFile: 'Choose a file',
  pasteText: 'Or paste its text',
  read: 'Read it',
  found: (count: number) => (count === 1 ? '1 rule in the file' : `${count} rules in the file`),
  missingFacts: (facts: string) =>
    `These books do not have: ${facts}. The rule can be kept as a draft; it decides nothing until they are replaced.`,
  problems: (count: number) =>
    count === 1
      ? '1 thing to correct before it can be published'
      : `${count} things to correct before it can be published`,
  ready: 'It could be published as it is.',
  exists: (name: string) => `There is a rule under this id already: “${name}”. What would change in it:`,
  existsSame: (name: string) => `There is a rule under this id already, “${name}”, and it decides the same.`,
  asNew: 'Import as a new rule',
  asDraft: 'Import as a draft of that rule',
  importOne: 'Import as a draft',
  unnamed: 'Rule without a name',
  notForYou: 'Rules are made by authors. You can look at what there is.',
}
