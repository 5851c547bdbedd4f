import type { Random } from './random.ts'

/** Names of places, firms and people that do not exist, by the language of the country. */
type NameParts = {
  readonly first: readonly string[]
  readonly second: readonly string[]
  readonly trades: readonly string[]
}

const ENGLISH: NameParts = {
  first:
    'Bracken Tallow Quill Marl Fenn Osprey Cinder Hollow Larch Pewter Saffron Thistle Wend Yarrow Kestrel Loom Gannet Harrow Juniper Nettle'.split(
      ' ',
    ),
  second: 'wick moor holt stead by combe ford ridge mere gate thorpe croft haven dale field shaw'.split(' '),
  trades: [
    'Fasteners',
    'Foods',
    'Packaging',
    'Instruments',
    'Lighting',
    'Marine Supply',
    'Textiles',
    'Roofing',
    'Dairy',
    'Print Works',
    'Outfitters',
    'Bearings',
    'Medical Supply',
    'Freight',
    'Catering',
    'Hardware',
    'Robotics',
    'Glass',
    'Garden Centers',
    'Laboratories',
    'Refrigeration',
    'Office Supply',
    'Millwork',
    'Brewing',
  ],
}
const GERMAN: NameParts = {
  first:
    'Hasel Dorn Linden Grün Wolken Falken Silber Mühl Rohr Stein Birken Krähen Amsel Winter Eichen Nebel'.split(
      ' ',
    ),
  second: 'hagen bruck tal stett au rode feld wang siel beck moor hain'.split(' '),
  trades: [
    'Maschinenbau',
    'Logistik',
    'Feinkost',
    'Elektrotechnik',
    'Möbel',
    'Verpackungen',
    'Werkzeuge',
    'Textil',
    'Medizintechnik',
    'Bauelemente',
    'Druck',
    'Getränke',
    'Kühltechnik',
    'Bürobedarf',
    'Gartenbau',
    'Metallwaren',
  ],
}
const ROMANCE: NameParts = {
  first: 'Val Mont Clair Roche Font Bel Ser Cam Tor Lum Arg Vil Sol Pra'.split(' '),
  second: 'vigne aubel ombra estre ador anza erolle ivane oriel ettes una essa'.split(' '),
  trades: [
    'Distribution',
    'Alimentaria',
    'Emballages',
    'Tessuti',
    'Mobilier',
    'Logistica',
    'Optique',
    'Ceramica',
    'Boissons',
    'Componenti',
    'Papeterie',
    'Hogar',
  ],
}
const PARTS: Record<string, NameParts> = {
  DE: GERMAN,
  AT: GERMAN,
  NL: GERMAN,
  FR: ROMANCE,
  ES: ROMANCE,
  IT: ROMANCE,
  MX: ROMANCE,
}

const LEGAL_FORMS: Record<string, readonly string[]> = {
  US: ['Inc.', 'LLC', 'Co.', 'Corp.'],
  CA: ['Ltd.', 'Inc.'],
  GB: ['Ltd', 'plc'],
  MX: ['S.A. de C.V.'],
  DE: ['GmbH', 'KG', 'GmbH & Co. KG', 'AG'],
  AT: ['GmbH', 'OG'],
  NL: ['B.V.'],
  FR: ['SARL', 'SAS'],
  ES: ['S.L.'],
  IT: ['S.r.l.'],
}

const GIVEN =
  'Ada Bruno Celia Dario Elke Farid Greta Hugo Ines Jonas Kira Lars Mona Nils Odile Pavel Rosa Sven Tilda Uma Vera Wim Yara Zeno'.split(
    ' ',
  )
const FAMILY =
  'Abelow Brandvik Castellane Dornbach Eskell Farrowby Grentz Hallamore Iverholt Jessup Kallweit Lindqvar Morrowell Nesterby Ostrand Pellwick Quintrel Rossmoor Sandhage Tervane Ullrick Vantongel Westerlo Zimmaro'.split(
    ' ',
  )

/**
 * The name of the n-th invented firm of a country: no two `ordinal`s of one country share a name. Some names carry commas,
 * ampersands and umlauts, since real ones do.
 */
export function firmName(country: string, ordinal: number): string {
  const { first, second, trades } = PARTS[country] ?? ENGLISH
  const forms = LEGAL_FORMS[country] ?? ['Ltd.']
  const stems = first.length * second.length
  const combinations = stems * trades.length
  // 7919 is prime and divides none of the list sizes, so the walk visits every combination before it repeats one.
  const place = (ordinal * 7919 + 13) % combinations
  const stem = place % stems
  const placeName = `${first[stem % first.length]}${second[Math.floor(stem / first.length)]}`
  const trade = trades[Math.floor(place / stems)]
  const round = Math.floor(ordinal / combinations)
  const name = ordinal % 17 === 5 ? `${placeName} & Fenby, ${trade}` : `${placeName} ${trade}`
  return `${name}${round === 0 ? '' : ` ${round + 1}`} ${forms[ordinal % forms.length]}`
}

/** A person who does not exist. */
export function personName(random: Random): { given: string; family: string } {
  return { given: random.pick(GIVEN), family: random.pick(FAMILY) }
}

/** The mail domain of a firm, under `.test`, which by RFC 2606 never reaches anybody. */
export function mailDomain(firm: string, ordinal: number): string {
  const ascii = firm
    .toLowerCase()
    .replaceAll('ü', 'ue')
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .split(' ')
    .slice(0, 2)
    .join('-')
  return `${ascii}-${ordinal}.test`
}

/** A telephone number from the blocks reserved for fiction; undefined for countries that have none we know of. */
export function fictionalPhone(country: string, random: Random): string | undefined {
  const digits = (count: number): string => String(random.int(0, 10 ** count - 1)).padStart(count, '0')
  if (country === 'US' || country === 'CA') return `+1 212 555 01${digits(2)}`
  if (country === 'GB') return `+44 20 7946 0${digits(3)}`
  if (country === 'DE') return `+49 30 23125 ${digits(3)}`
  if (country === 'FR') return `+33 1 99 00 ${digits(2)} ${digits(2)}`
  return undefined
}
