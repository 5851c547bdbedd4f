/** Die Wörter der Seite der Personen und ihrer Rollen. */
export const people: typeof import('./people.en.ts').people = {
  roles: {
    viewer: 'Betrachter',
    collector: 'Sachbearbeiter',
    author: 'Autor',
    approver: 'Freigebender',
    admin: 'Administrator',
  },
  title: 'Personen',
  name: 'Name',
  email: 'E-Mail-Adresse',
  role: 'Rolle',
  secondFactor: 'Zweiter Faktor',
  on: 'An',
  off: 'Aus',
  link: 'Passwort',
  newLink: 'Neuer Link',
  newLinkFor: (name) => `Neuer Link, mit dem ${name} ein Passwort setzt`,
  add: 'Person hinzufügen',
  handOn: (name, until) =>
    `Geben Sie diesen Link an ${name}. Er setzt das Passwort, gilt einmal und bis ${until}. Er ist nur jetzt zu sehen.`,
  noLink: (name) => `${name} meldet sich hier schon an und behält das Passwort.`,
}
