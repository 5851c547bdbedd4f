import type { Command } from './command.ts'
import { wrap } from './terminal-table.ts'

/** What `--help` prints for one command. */
export function commandUsage({ name, summary, usage, about, options }: Command, width: number): string {
  const lines = [`dunlin ${name}: ${summary}`, '', ...usage.map((form) => `  npx dunlin ${form}`)]
  if (about !== undefined) lines.push('', ...wrap(about, Math.min(width, 100)))
  const entries = Object.entries({ ...options, help: { type: 'boolean' as const, help: 'Print this.' } }).map(
    ([option, spec]) => ({
      left: `  --${option}${'value' in spec && spec.value !== undefined ? ` ${spec.value}` : ''}`,
      help: spec.help,
    }),
  )
  return `${[...lines, '', ...columns(entries, width)].join('\n')}\n`
}

/** What `dunlin --help` prints: every command with its summary. */
export function programUsage(commands: readonly { name: string; summary: string }[], width: number): string {
  const entries = commands.map(({ name, summary }) => ({ left: `  ${name}`, help: summary }))
  return `${[
    'Dunlin: rules for accounts receivable',
    '',
    ...columns(entries, width),
    '',
    '"npx dunlin COMMAND --help" says how a command is used.',
  ].join('\n')}\n`
}

function columns(entries: readonly { left: string; help: string }[], width: number): string[] {
  const left = Math.max(...entries.map((entry) => entry.left.length)) + 2
  return entries.flatMap((entry) =>
    wrap(entry.help, Math.max(40, Math.min(width, 110) - left)).map((line, at) =>
      `${(at === 0 ? entry.left : '').padEnd(left)}${line}`.trimEnd(),
    ),
  )
}
