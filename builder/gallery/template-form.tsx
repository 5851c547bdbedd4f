import { Button, NativeSelect, NumberInput, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type FormEvent, useMemo, useState } from 'react'
import { currencyExponent, isCurrency } from '#engine/money.ts'
import {
  answerProblems,
  fillTemplate,
  type TemplateAnswers,
  type TemplateQuestion,
} from '#engine/rule-template.ts'
import { useChange } from '../data/changes.ts'
import { companyQuery } from '../data/queries.ts'
import { readableCount } from '../format/count.ts'
import { Refusal } from '../frame/refusal.tsx'
import { LANGUAGE } from '../words/language.ts'
import { words } from '../words/words.ts'
import { CountLine } from './count-line.tsx'
import { firstAnswers } from './first-answers.ts'
import { countsQuery, makeRule, type Template } from './gallery-data.ts'

const text = words.gallery
/** How long somebody has to pause before their answers are counted. */
const PAUSE_MS = 150

type Props = {
  readonly template: Template
  readonly onBack: () => void
  readonly onMade: (ruleId: string, where: 'preview' | 'edit') => void
}

/** The two to four questions of a template, what the answers come to, and the rule they make. */
export function TemplateForm({ template, onBack, onMade }: Props) {
  const own = useQuery(companyQuery).data
  const [given, setGiven] = useState<TemplateAnswers>({})
  const [ownName, setOwnName] = useState<string | null>(null)
  const make = useChange(makeRule)
  const answers = useMemo(
    (): TemplateAnswers => ({
      ...firstAnswers(template, own?.currency),
      ...given,
    }),
    [template, own, given],
  )
  const wrong = answerProblems(template, answers)
  const filled = useMemo(
    () =>
      answerProblems(template, answers).length > 0
        ? null
        : fillTemplate(template, template.document, { answers, language: LANGUAGE }),
    [template, answers],
  )
  const name = ownName ?? filled?.name ?? ''
  const [counted] = useDebouncedValue(filled, PAUSE_MS)
  const count = useQuery({
    ...countsQuery(counted === null ? [] : [counted]),
    placeholderData: keepPreviousData,
  })
  const [where, setWhere] = useState<'preview' | 'edit'>('preview')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (filled === null) return
    make.mutate({ ...filled, name }, { onSuccess: (ruleId) => onMade(ruleId, where) })
  }
  return (
    <form className="template-form" onSubmit={submit} aria-label={template.title[LANGUAGE]}>
      {template.questions.map((question) => (
        <Question
          key={question.id}
          question={question}
          answers={answers}
          isWrong={wrong.includes(question.id)}
          onAnswer={(answer) => setGiven({ ...given, [question.id]: answer })}
        />
      ))}
      <TextInput
        size="xs"
        className="template-name"
        label={text.name}
        description={text.nameHelp}
        required
        withAsterisk={false}
        maxLength={200}
        value={name}
        onChange={(event) => setOwnName(event.currentTarget.value)}
      />
      <CountLine
        count={filled === null ? null : (count.data?.counts[0] ?? null)}
        isStale={counted !== filled || count.isPlaceholderData}
      />
      <Refusal error={make.error} />
      <div className="buttons">
        <Button
          size="xs"
          type="submit"
          disabled={filled === null || name === ''}
          loading={make.isPending && where === 'preview'}
          onClick={() => setWhere('preview')}
        >
          {text.preview}
        </Button>
        <Button
          size="xs"
          type="submit"
          variant="default"
          disabled={filled === null || name === ''}
          loading={make.isPending && where === 'edit'}
          onClick={() => setWhere('edit')}
        >
          {text.edit}
        </Button>
        <Button size="xs" variant="default" onClick={onBack}>
          {text.back}
        </Button>
      </div>
    </form>
  )
}

function Question({
  question,
  answers,
  isWrong,
  onAnswer,
}: {
  question: TemplateQuestion
  answers: TemplateAnswers
  isWrong: boolean
  onAnswer: (answer: number | string | boolean) => void
}) {
  const label = question.ask[LANGUAGE]
  const answer = answers[question.id]
  switch (question.kind) {
    case 'number':
      return (
        <NumberInput
          size="xs"
          label={label}
          allowDecimal={false}
          {...(question.unit === 'days' && { suffix: ` ${text.days}` })}
          value={typeof answer === 'number' ? answer : ''}
          error={
            isWrong && text.answerWrong.number(readableCount(question.least), readableCount(question.most))
          }
          onChange={(value) => onAnswer(value)}
        />
      )
    case 'amount': {
      const currency = String(answers[question.currency])
      return (
        <NumberInput
          size="xs"
          label={label}
          thousandSeparator={LANGUAGE === 'de' ? '.' : ','}
          decimalSeparator={LANGUAGE === 'de' ? ',' : '.'}
          decimalScale={isCurrency(currency) ? currencyExponent(currency) : 2}
          suffix={` ${currency}`}
          value={typeof answer === 'number' ? answer : ''}
          error={isWrong && text.answerWrong.amount}
          onChange={(value) => onAnswer(value)}
        />
      )
    }
    case 'currency':
      return (
        <TextInput
          size="xs"
          label={label}
          maxLength={3}
          value={String(answer)}
          error={isWrong && text.answerWrong.currency}
          onChange={(event) => onAnswer(event.currentTarget.value.toUpperCase())}
        />
      )
    case 'yes-no':
      return (
        <NativeSelect
          size="xs"
          label={label}
          data={[
            { value: 'yes', label: text.yes },
            { value: 'no', label: text.no },
          ]}
          value={answer === true ? 'yes' : 'no'}
          onChange={(event) => onAnswer(event.currentTarget.value === 'yes')}
        />
      )
  }
}
