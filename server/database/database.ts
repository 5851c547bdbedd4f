import type { ExtractTablesWithRelations } from 'drizzle-orm'
import type { PgDatabase, PgQueryResultHKT, PgTransaction } from 'drizzle-orm/pg-core'

type NoSchema = Record<string, never>

/** The database handle, the same for PGlite and PostgreSQL. Inside a transaction use `tx`, never this. */
export type Database = PgDatabase<PgQueryResultHKT, NoSchema>

/** An open transaction: what queries take first, so that the use case decides what commits together. */
export type Transaction = PgTransaction<PgQueryResultHKT, NoSchema, ExtractTablesWithRelations<NoSchema>>

/** Either, for queries that only read. */
export type Queryable = Database | Transaction
