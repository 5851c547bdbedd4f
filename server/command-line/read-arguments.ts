import { parseArgs } from 'node:util'
import { nearest } from '#engine/nearest.ts'
import type { Command, OptionTable, OptionValue } from './command.ts'
import { UsageError } from './errors.ts'

/** What was typed behind a command's name. */
export type Arguments = {
  readonly values: Readonly<Record<string, OptionValue>>
  readonly positionals: readonly string[]
  readonly asksHelp: boolean
}

/** Reads the arguments of a command by its table of options; throws `UsageError` with the nearest name for one it does not have. */
export function readArguments({ name, options }: Command, argv: readonly string[]): Arguments {
  const { tokens } = parseArgs({
    args: [...argv],
    options: { ...parserOptions(options), help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
    strict: false,
    tokens: true,
  })
  const values: Record<string, OptionValue> = {}
  const positionals: string[] = []
  let asksHelp = false
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value)
    else if (token.kind === 'option' && token.name === 'help') asksHelp = true
    else if (token.kind === 'option') {
      const spec = Object.hasOwn(options, token.name) ? options[token.name] : undefined
      if (!spec) throw unknownOption(name, token.rawName, options)
      if (spec.type === 'boolean') {
        if (token.value !== undefined)
          throw new UsageError(
            `${token.rawName} takes no value; found "${token.value}". Write ${token.rawName}.`,
          )
        values[token.name] = true
        continue
      }
      const { value } = token
      if (
        value === undefined ||
        value === '' ||
        (!token.inlineValue && value.startsWith('-') && value !== '-')
      )
        throw new UsageError(
          `${token.rawName} of "dunlin ${name}" needs a value: ${token.rawName} ${spec.value ?? 'VALUE'}.`,
        )
      const before = values[token.name]
      if (spec.multiple) values[token.name] = [...(Array.isArray(before) ? before : []), value]
      else if (before !== undefined)
        throw new UsageError(
          `${token.rawName} of "dunlin ${name}" is given twice: "${before}" and "${value}". Give one.`,
        )
      else values[token.name] = value
    }
  }
  return { values, positionals, asksHelp }
}

function parserOptions(options: OptionTable) {
  return Object.fromEntries(
    Object.entries(options).map(([name, { type, multiple }]) => [
      name,
      { type, multiple: multiple ?? false },
    ]),
  )
}

function unknownOption(command: string, option: string, options: OptionTable): UsageError {
  const names = [...Object.keys(options), 'help'].map((each) => `--${each}`)
  const near = nearest(option, names)
  return new UsageError(
    `"dunlin ${command}" has no option "${option}". ${near || `Its options: ${names.join(', ')}.`}`,
  )
}
