import type { Role } from '../data/session.ts'

/** The words of the page of people, and of their roles. */
export const people = {
  roles: {
    viewer: 'viewer',
    collector: 'collector',
    author: 'author',
    approver: 'approver',
    admin: 'admin',
  } satisfies Record<Role, string>,
  title: 'People',
  name: 'Name',
  email: 'E-mail address',
  role: 'Role',
  secondFactor: 'Second factor',
  on: 'On',
  off: 'Off',
  link: 'Password',
  newLink: 'New link',
  newLinkFor: (name: string) => `New link for ${name} to set a password`,
  add: 'Add a person',
  handOn: (name: string, until: string) =>
    `Give this link to ${name}. It sets their password, works once and until ${until}. It is shown here only now.`,
  roleOf: (name: string) => `Role of ${name}`,
  roleSentence: (name: string, role: string) => `${name} becomes ${role}, from the next click on.`,
  changeRole: 'Change the role',
  takeOff: 'Take it off',
  takeOffSentence: (name: string) =>
    `${name} signs in by the password alone until they set another one. Make sure that it is they who ask.`,
  remove: 'Remove',
  removeOf: (name: string) => `Remove ${name}`,
  removeSentence: (name: string) =>
    `${name} can no longer sign in for this company, and the API keys they made end. What they did stays in the audit.`,
  keep: 'Back',
  noLink: (name: string) => `${name} signs in here already and keeps their password.`,
}
