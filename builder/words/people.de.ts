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
  roleOf: (name) => `Rolle von ${name}`,
  roleSentence: (name, role) => `${name} bekommt die Rolle ${role}, ab dem nächsten Klick.`,
  changeRole: 'Rolle ändern',
  takeOff: 'Wegnehmen',
  takeOffSentence: (name) =>
    `${name} meldet sich allein mit dem Passwort an, bis ein neuer gesetzt ist. Vergewissern Sie sich, dass die Person selbst darum bittet.`,
  remove: 'Entfernen',
  removeOf: (name) => `${name} entfernen`,
  removeSentence: (name) =>
    `${name} kann sich für diese Firma nicht mehr anmelden, und die API-Schlüssel der Person enden. Was sie getan hat, bleibt im Protokoll.`,
  keep: 'Zurück',
  noLink: (name) => `${name} meldet sich hier schon an und behält das Passwort.`,
}
