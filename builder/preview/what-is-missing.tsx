import { Link } from '@tanstack/react-router'
import type { RuleDocument } from '#engine/rule.ts'
import type { CheckView } from '#server/client.ts'
import { readRule } from '../edit/read-rule.ts'
import { useCatalogue } from '../inspect/catalogue.ts'
import { allProblems, placeName, unfilledProblems } from '../inspect/problems.ts'

type Props = {
  readonly id: string
  readonly document: RuleDocument
  readonly problems: CheckView['problems']
}

/** What speaks against a draft in the words of the editor, each a way to its step. */
export function WhatIsMissing({ id, document, problems }: Props) {
  const catalogue = useCatalogue(id)
  const read = readRule(document, id)
  // What cannot be drawn has no steps to lead to.
  if (!read.ok)
    return (
      <ul>
        {problems.map(({ path, expected }) => (
          <li key={`${path} ${expected}`}>{expected}</li>
        ))}
      </ul>
    )
  const found = allProblems(read.rule, unfilledProblems(read.rule, catalogue), { problems, warnings: [] })
  return (
    <ul>
      {found.map(({ path, at, sentence }) => (
        <li key={`${path} ${sentence}`}>
          <Link to="/rules/$ruleId" params={{ ruleId: id }} search={at === '' ? {} : { step: at }}>
            {placeName(read.rule, at)}
          </Link>
          : {sentence}
        </li>
      ))}
    </ul>
  )
}
