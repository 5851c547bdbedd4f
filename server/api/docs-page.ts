import { z } from 'zod'
import { escapeHtml } from '#server/mail/foreign-text.ts'
import type { OpenApiDocument } from './openapi-document.ts'

type Schema = {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly additionalProperties?: Schema | boolean
  readonly format?: string
}

// The document is made by us, but its type allows references everywhere; the page reads what it prints and nothing else.
const Schema: z.ZodType<Schema> = z.looseObject({})
const Content = z.record(z.string(), z.looseObject({ schema: Schema.exactOptional() }))
const Operation = z.looseObject({
  summary: z.string(),
  tags: z.array(z.string()),
  parameters: z
    .array(
      z.looseObject({
        name: z.string(),
        in: z.string(),
        required: z.boolean().exactOptional(),
        schema: Schema,
      }),
    )
    .exactOptional(),
  requestBody: z.looseObject({ content: Content }).exactOptional(),
  responses: z.record(
    z.string(),
    z.looseObject({ description: z.string(), content: Content.exactOptional() }),
  ),
})
type Operation = z.infer<typeof Operation>
type Route = { readonly method: string; readonly path: string; readonly operation: Operation }

/** The reference of the API as one page: every route by resource, with what it takes and answers. No script, nothing from elsewhere. */
export function docsPage(document: OpenApiDocument): string {
  const routes = Object.entries(document.paths).flatMap(([path, methods]): Route[] =>
    Object.entries(methods ?? {}).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation: Operation.parse(operation),
    })),
  )
  const byTag = [...Map.groupBy(routes, ({ operation }) => operation.tags[0] ?? '')].sort(([a], [b]) =>
    a < b ? -1 : 1,
  )
  const contents = byTag
    .map(([tag]) => `<li><a href="#${escapeHtml(tag)}">${escapeHtml(tag)}</a></li>`)
    .join('')
  const sections = byTag
    .map(
      ([tag, own]) =>
        `<section id="${escapeHtml(tag)}"><h2>${escapeHtml(tag)}</h2>${own.map(routeHtml).join('')}</section>`,
    )
    .join('')
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Dunlin API</title></head><body><header><h1>Dunlin API ${escapeHtml(document.info.version)}</h1><p>${escapeHtml(document.info.description ?? '')}</p><p><a href="/api/openapi.json">OpenAPI 3.1 document</a></p></header><nav><ul>${contents}</ul></nav><main>${sections}</main></body></html>`
}

function routeHtml({ method, path, operation }: Route): string {
  const { summary, parameters = [], requestBody, responses } = operation
  const taken = parameters
    .map(
      (each) =>
        `<tr><th scope="row"><code>${escapeHtml(each.name)}</code></th><td>${each.in}${each.required ? ', required' : ''}</td><td><code>${escapeHtml(inWords(each.schema))}</code></td></tr>`,
    )
    .join('')
  const done = Object.entries(responses).find(([status]) => status.startsWith('2'))
  return [
    `<article><h3><code>${method} ${escapeHtml(path)}</code></h3><p>${escapeHtml(summary)}</p>`,
    taken === ''
      ? ''
      : `<table><thead><tr><th>Parameter</th><th>In</th><th>Form</th></tr></thead><tbody>${taken}</tbody></table>`,
    ...contentsHtml('Takes', requestBody?.content),
    ...contentsHtml(`Answers ${done?.[0] ?? ''}`, done?.[1].content),
    '</article>',
  ].join('')
}

function contentsHtml(title: string, content: z.infer<typeof Content> = {}): string[] {
  return Object.entries(content).map(
    ([media, { schema = {} }]) =>
      `<details><summary>${title}: ${escapeHtml(media)}</summary><pre>${escapeHtml(inWords(schema))}</pre></details>`,
  )
}

/** A schema as a reader writes it: `{ "name": text, "limit"?: integer }`. */
function inWords(schema: Schema, indent = ''): string {
  const deeper = `${indent}  `
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return choices.map((each) => inWords(each, indent)).join(' | ')
  if (schema.properties) {
    const lines = Object.entries(schema.properties).map(
      ([name, value]) =>
        `${deeper}${JSON.stringify(name)}${schema.required?.includes(name) ? '' : '?'}: ${inWords(value, deeper)}`,
    )
    return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n${indent}}`
  }
  if (schema.items) return `[ ${inWords(schema.items, indent)} ]`
  if (typeof schema.additionalProperties === 'object')
    return `{ any name: ${inWords(schema.additionalProperties, indent)} }`
  if (schema.format) return schema.format
  return schema.type === undefined ? 'any JSON' : String(schema.type)
}
