import { catalogueOf } from '#engine/fact-catalogue.ts'
import type { FactSpec } from '#engine/fact-spec.ts'
import { nearest } from '#engine/nearest.ts'
import { defineCommand, JSON_OPTION } from './command.ts'
import { UsageError } from './errors.ts'
import { type Paint, paintFor } from './paint.ts'
import { printTable, wrap } from './terminal-table.ts'

export const factsCommand = defineCommand({
  name: 'facts',
  summary: 'the facts a rule may ask for',
  usage: ['facts [NAME]... [--json]'],
  about:
    'Prints the catalogue: name, type, subjects, unit and meaning; with names, everything about those facts. Fields of your own are asked for as custom.<field>.',
  options: JSON_OPTION,
  async run(context) {
    const { positionals, json, out, width } = context
    const facts = positionals.length === 0 ? catalogueOf().all : positionals.map(factNamed)
    if (json) out(`${JSON.stringify(facts)}\n`)
    else if (positionals.length === 0) out(listInColumns(facts, paintFor(context), width))
    else out(facts.map((fact) => oneFact(fact, paintFor(context), width)).join('\n'))
    return 0
  },
})

function factNamed(name: string): FactSpec {
  const catalogue = catalogueOf()
  const spec = catalogue.spec(name)
  if (spec) return spec
  const near = nearest(
    name,
    catalogue.all.map((fact) => fact.name),
  )
  throw new UsageError(`There is no fact "${name}". ${near || '"dunlin facts" lists all.'}`)
}

function listInColumns(facts: readonly FactSpec[], paint: Paint, width: number): string {
  return printTable(
    ['Name', 'Type', 'Of', 'Missing?', 'Meaning'].map((title) => ({ title: paint.strong(title) })),
    facts.map(({ name, type, subjects, nullable, meaning }) => [
      name,
      type,
      subjects.join(', '),
      nullable ? 'can be' : '',
      meaning,
    ]),
    { width },
  )
}

function oneFact(spec: FactSpec, paint: Paint, width: number): string {
  const params = Object.entries(spec.params ?? {}).map(([name, param]) => {
    const kind = param.kind === 'choice' ? param.values.join(' or ') : param.kind
    return [`  ${name}`, `${kind}${param.required ? ', required' : ''}. ${param.meaning}`]
  })
  const rows = [
    ['Type', `${spec.type}, ${spec.unit}`],
    ['Of', spec.subjects.join(', ')],
    ['Missing', spec.nullable ? 'can be unknown' : 'always known'],
    ...(spec.values ? [['Values', spec.values.join(', ')]] : []),
    ...(params.length > 0 ? [['Params', ''], ...params] : []),
    ['Meaning', spec.meaning],
    ['Example', spec.example],
  ]
  const left = Math.max(...rows.map(([title = '']) => title.length)) + 2
  const lines = rows.flatMap(([title = '', text = '']) =>
    wrap(text, Math.max(40, Math.min(width, 100) - left)).map((line, at) =>
      `${(at === 0 ? title : '').padEnd(left)}${line}`.trimEnd(),
    ),
  )
  return `${paint.strong(spec.name)}\n${lines.map((line) => `  ${line}`).join('\n')}\n`
}
