/** Die Wörter der Anmeldung. */
export const door: typeof import('./door.en.ts').door = {
  signIn: 'Anmelden',
  email: 'E-Mail-Adresse',
  password: 'Passwort',
  signInWith: (service) => `Mit ${service} anmelden`,
  serviceFailed: (reason) =>
    `Die Anmeldung über das Firmenkonto ist nicht gelungen (${reason.replaceAll('_', ' ')}). Versuchen Sie es noch einmal, oder fragen Sie eine Administratorin oder einen Administrator Ihrer Firma, ob Sie hinzugefügt wurden.`,
  forgotten:
    'Passwort vergessen? Wer Ihre Firma hier verwaltet, kann Ihnen einen Link geben, mit dem Sie ein neues setzen.',
  demoTitle: 'Umsehen',
  demo: 'In der Vorführung umsehen',
  demoSentence:
    'Dies ist eine Vorführung mit erfundenen Kunden und Rechnungen. Ein Klick meldet Sie an, ohne Passwort.',
  demoRoles: 'Oder sehen Sie, was eine andere Rolle sieht:',
  demoAs: (role) => `Als ${role}`,
  noAdmin:
    'Hier ist noch niemand verantwortlich. Wer den Server gestartet hat, findet in seiner Ausgabe einen Link dafür; ein neuer Start gibt den Link noch einmal aus.',
  signedInAs: (name) => `Sie sind als ${name} angemeldet.`,
  goOn: 'Weiter',
  secondFactor: 'Zweiter Faktor',
  code: 'Code Ihrer Authentifizierungs-App',
  backUpCode: 'Ersatzcode',
  useBackUp: 'Stattdessen einen Ersatzcode verwenden',
  useApp: 'Stattdessen den Code der App verwenden',
  giveCode: 'Weiter',
  startOver: 'Als jemand anderes anmelden',
  firstAdmin: 'Verantwortung übernehmen',
  firstAdminSentence:
    'Sie werden der erste Administrator dieser Installation. Alle anderen können Sie später hinzufügen. Der Link gilt einmal.',
  firstAdminGone:
    'Hier ist schon jemand verantwortlich. Lassen Sie sich hinzufügen, oder melden Sie sich an.',
  linkBroken:
    'Dieser Adresse fehlt ihr letzter Teil. Öffnen Sie den ganzen Link, wie er Ihnen gegeben wurde.',
  name: 'Ihr Name',
  newPassword: 'Neues Passwort',
  passwordHelp: '12 Zeichen oder mehr; einige Wörter hintereinander lassen sich leicht merken.',
  withCompany: 'Eine Firma für unsere eigenen Bücher anlegen',
  withCompanyHelp: {
    demo: 'Die Vorführung wird dann geschlossen. Sonst übernehmen Sie die Vorführung.',
    others: 'Sonst übernehmen Sie die Firmen, die es hier schon gibt.',
  },
  companyName: 'Name der Firma',
  currency: 'Hauptwährung',
  currencyHelp: 'Drei Buchstaben, etwa USD oder EUR.',
  timeZone: 'Zeitzone',
  timeZoneHelp: 'Mit ihrem IANA-Namen, etwa Europe/Berlin.',
  setPassword: 'Passwort setzen',
  setPasswordButton: 'Das Passwort setzen',
  passwordSet: 'Das Passwort ist gesetzt. Melden Sie sich damit an.',
  toSignIn: 'Zur Anmeldung',
  chooseCompany: 'Welche Firma?',
  chooseCompanySentence: 'Sie gehören zu mehreren Firmen. Wählen Sie, für welche Sie in diesem Tab arbeiten.',
  noCompany: (email) =>
    `${email} gehört hier zu keiner Firma. Lassen Sie sich von der Verwaltung Ihrer Firma hinzufügen.`,
}
