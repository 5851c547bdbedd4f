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
  noLink: (name: string) => `${name} signs in here already and keeps their password.`,
}
