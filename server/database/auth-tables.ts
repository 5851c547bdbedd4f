import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { companyId, instant } from './column.ts'

/*
 * The first five tables belong to the installation and are what better-auth keeps: who can sign in, and how. Their columns are
 * its own, and a test compares them with what it asks for. The tables below them are ours.
 */

/** A person who can sign in. What they may do stands in `member`, once for each company. */
export const authUser = pgTable('auth_user', {
  id: text().primaryKey(),
  name: text().notNull(),
  /** In lower case. */
  email: text().notNull().unique(),
  emailVerified: boolean().notNull().default(false),
  image: text(),
  createdAt: instant().notNull().defaultNow(),
  updatedAt: instant().notNull().defaultNow(),
  twoFactorEnabled: boolean().default(false),
})

const userId = () =>
  text()
    .notNull()
    .references(() => authUser.id, { onDelete: 'cascade' })

/** A browser in which somebody is signed in. The cookie carries the token signed, so a copy of this table opens nothing. */
export const authSession = pgTable(
  'auth_session',
  {
    id: text().primaryKey(),
    expiresAt: instant().notNull(),
    token: text().notNull().unique(),
    createdAt: instant().notNull().defaultNow(),
    updatedAt: instant().notNull(),
    ipAddress: text(),
    userAgent: text(),
    userId: userId(),
  },
  (t) => [index().on(t.userId)],
)

/** A way in which a person signs in: a password, or an account at the company's sign-in service. */
export const authAccount = pgTable(
  'auth_account',
  {
    id: text().primaryKey(),
    accountId: text().notNull(),
    providerId: text().notNull(),
    userId: userId(),
    accessToken: text(),
    refreshToken: text(),
    idToken: text(),
    accessTokenExpiresAt: instant(),
    refreshTokenExpiresAt: instant(),
    scope: text(),
    password: text(),
    createdAt: instant().notNull().defaultNow(),
    updatedAt: instant().notNull(),
  },
  // An account at a sign-in service is one person's, and a person has one password.
  (t) => [index().on(t.userId), uniqueIndex().on(t.providerId, t.accountId)],
)

/** Short-lived proofs: the state of a sign-in at another service, a challenge for the second factor. */
export const authVerification = pgTable(
  'auth_verification',
  {
    id: text().primaryKey(),
    identifier: text().notNull(),
    value: text().notNull(),
    expiresAt: instant().notNull(),
    createdAt: instant().notNull().defaultNow(),
    updatedAt: instant().notNull().defaultNow(),
  },
  (t) => [index().on(t.identifier)],
)

/** The second factor of a person: its secret and back-up codes, both encrypted. */
export const authTwoFactor = pgTable(
  'auth_two_factor',
  {
    id: text().primaryKey(),
    secret: text().notNull(),
    backupCodes: text().notNull(),
    userId: userId(),
    verified: boolean().default(true),
    failedVerificationCount: integer().default(0),
    lockedUntil: instant(),
  },
  (t) => [index().on(t.secret), index().on(t.userId)],
)

/** The one who set this installation up. There is one row at most: that is what makes the first admin one. */
export const firstAdmin = pgTable(
  'first_admin',
  {
    place: text().primaryKey(),
    userId: text().notNull(),
    at: instant().notNull(),
  },
  (t) => [check('first_admin_is_one', sql`${t.place} = 'first'`)],
)

/** A link by which somebody sets their password once. Only the digest of its token is kept. */
export const passwordLink = pgTable('password_link', {
  tokenHash: text().primaryKey(),
  /** One link a person: a new one replaces the old. */
  userId: userId().unique(),
  expiresAt: instant().notNull(),
  createdAt: instant().notNull(),
  createdBy: text().notNull(),
})

/** Attempts to sign in, counted by person and by address, for all processes together. */
export const signInAttempts = pgTable('sign_in_attempts', {
  /** What is counted, as a digest: an e-mail address that was tried need not be anybody's, and is kept of nobody. */
  key: text().primaryKey(),
  attempts: integer().notNull(),
  /** When the count starts anew. */
  until: instant().notNull(),
})

/** Who belongs to a company, and what they may do and see there. */
export const member = pgTable(
  'member',
  {
    companyId: companyId(),
    userId: userId(),
    role: text({ enum: ['viewer', 'collector', 'author', 'approver', 'admin'] }).notNull(),
    /** The entities whose books they see; null for all. */
    entities: jsonb().$type<readonly string[]>(),
    /** They see only the customers whose collector they are. */
    ownCustomersOnly: boolean().notNull().default(false),
    createdAt: instant().notNull(),
    createdBy: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.userId] }), index().on(t.userId)],
)

/** A key with which a program asks. Its text is shown once; what is kept is its digest. */
export const apiKey = pgTable(
  'api_key',
  {
    companyId: companyId(),
    id: text().notNull(),
    name: text().notNull(),
    /** Its first letters, by which people tell keys apart. */
    start: text().notNull(),
    hash: text().notNull().unique(),
    role: text({ enum: ['viewer', 'collector', 'author', 'approver', 'admin'] }).notNull(),
    entities: jsonb().$type<readonly string[]>(),
    scopes: jsonb().$type<readonly string[]>().notNull(),
    expiresAt: instant().notNull(),
    lastUsedAt: instant(),
    createdAt: instant().notNull(),
    createdBy: text().notNull(),
    createdById: text().notNull(),
    revokedAt: instant(),
    revokedBy: text(),
  },
  (t) => [primaryKey({ columns: [t.companyId, t.id] })],
)
