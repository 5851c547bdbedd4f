import type { Clock } from '#server/clock.ts'

/** Somebody who has a rule open, in one tab of their browser. */
export type Present = {
  readonly companyId: string
  readonly ruleId: string
  readonly userId: string
  readonly name: string
  /** By what the browser tells its tabs apart. */
  readonly tab: string
}

/** One of the others at a rule: who they are and which step they have chosen, null for none. */
export type Other = { name: string; isSamePerson: boolean; at: string | null }

export type PresenceBook = {
  /** Notes that somebody has opened a rule; gives what notes that they have left it. The same tab again replaces itself. */
  enter(who: Present): () => void
  /** Notes that somebody is still there, and where. */
  hear(who: Present, at: string | null): void
  /** Everybody else at the same rule, in the order in which they came. */
  othersOf(who: Present): Other[]
}

/**
 * Who is not heard of for so long has lost their connection, even when nobody said so. Browsers let tabs in the background speak
 * once a minute.
 */
const GONE_AFTER_MS = 75_000

type Entry = { readonly who: Present; at: string | null; heardAt: number }

/**
 * Who has which rule open, so that two people do not find out by saving. Kept in the memory of the process that serves them:
 * behind several servers people see those of the same one, and saves are guarded wherever they come from.
 */
export function keepPresence(clock: Clock): PresenceBook {
  const entries = new Map<string, Entry>()
  const now = () => clock.now().getTime()
  return {
    enter(who) {
      const entry = { who, at: null, heardAt: now() }
      const key = keyOf(who)
      entries.delete(key)
      entries.set(key, entry)
      return () => {
        // A tab that has come back meanwhile is not the one that leaves.
        if (entries.get(key) === entry) entries.delete(key)
      }
    },
    hear(who, at) {
      const entry = entries.get(keyOf(who))
      if (entry === undefined) return
      entry.at = at
      entry.heardAt = now()
    },
    othersOf(who) {
      const gone = now() - GONE_AFTER_MS
      return [...entries.values()]
        .filter(
          (entry) =>
            entry.who.companyId === who.companyId &&
            entry.who.ruleId === who.ruleId &&
            keyOf(entry.who) !== keyOf(who) &&
            entry.heardAt > gone,
        )
        .map(({ who: { name, userId }, at }) => ({ name, isSamePerson: userId === who.userId, at }))
    },
  }
}

function keyOf({ companyId, ruleId, userId, tab }: Present): string {
  return JSON.stringify([companyId, ruleId, userId, tab])
}
