import { getAuthTables } from 'better-auth/db'
import { getTableColumns, getTableName } from 'drizzle-orm'
import { getTableConfig } from 'drizzle-orm/pg-core'
import { describe, expect, test } from 'vitest'
import {
  authAccount,
  authSession,
  authTwoFactor,
  authUser,
  authVerification,
} from '#server/database/auth-tables.ts'
import { freshDatabase } from '../database/test-database.ts'
import { anAuth } from './a-browser.ts'

const database = freshDatabase()

const OURS = {
  user: authUser,
  session: authSession,
  account: authAccount,
  verification: authVerification,
  twoFactor: authTwoFactor,
}
const SQL_TYPES = {
  string: 'text',
  boolean: 'boolean',
  number: 'integer',
  date: 'timestamp with time zone',
} as const

describe('the tables written by hand', () => {
  test('are those the library asks for, and no other', () => {
    expect(Object.keys(getAuthTables(anAuth(database.db).library.options)).toSorted()).toEqual(
      Object.keys(OURS).toSorted(),
    )
  })

  test.each(Object.entries(OURS))(
    '%s has the columns the library asks for, in kind and in need',
    (name, table) => {
      const asked = getAuthTables(anAuth(database.db).library.options)[name]
      const wanted = Object.entries(asked?.fields ?? {}).map(([column, field]) => [
        column,
        {
          type: SQL_TYPES[field.type as keyof typeof SQL_TYPES],
          required: field.required === true,
          unique: field.unique === true,
          pointsTo: field.references?.model ?? null,
        },
      ])
      const { foreignKeys } = getTableConfig(table)
      const target = (column: string) => {
        const key = foreignKeys.find((each) => each.reference().columns.some(({ name }) => name === column))
        if (key === undefined) return null
        const found = getTableName(key.reference().foreignTable)
        return Object.entries(OURS).find(([, each]) => getTableName(each) === found)?.[0] ?? found
      }
      const found = Object.entries(getTableColumns(table))
        .filter(([name]) => name !== 'id')
        .map(([name, column]) => [
          name,
          {
            type: column.getSQLType(),
            required: column.notNull,
            unique: column.isUnique,
            pointsTo: target(column.name),
          },
        ])
      expect(Object.fromEntries(found)).toEqual(Object.fromEntries(wanted))
    },
  )
})
