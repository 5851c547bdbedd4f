import { client, read } from '../data/client.ts'

const door = client.api.auth

type Done = { done: true }

/** Changes one's own password; everywhere else one is signed out. */
export const changePassword = (json: { currentPassword: string; newPassword: string }) =>
  read<Done>(door.password.$post({ json }))

/** Begins to use a second factor; it counts once a code of it was given. */
export const beginSecondFactor = (password: string) =>
  read<{ address: string; backUpCodes: string[] }>(
    door['second-factor']['turn-on'].$post({ json: { password } }),
  )

/** Gives the first code of a second factor, which turns it on. */
export const confirmSecondFactor = (code: string) =>
  read<Done>(door['second-factor'].$post({ json: { code } }))

export const endSecondFactor = (password: string) =>
  read<Done>(door['second-factor']['turn-off'].$post({ json: { password } }))
