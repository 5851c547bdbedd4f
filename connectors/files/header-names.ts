import type { RecordKind } from './targets.ts'

/**
 * Headers under which usual systems export each target, best first, in the form `plainHeader` gives them (small letters and
 * digits only). QuickBooks, Xero, Sage, FreshBooks, Wave, Invoicely, Akaunting, NetSuite and German bookkeeping among them.
 */

const names = (text: string): readonly string[] => text.split(' ')

const CUSTOMER_NAME =
  'customername clientname customerfullname contactname companyname customer client organization organisation debtorname accountname company kunde kundenname debitorname debitor firma nomduclient client nombredelcliente raisonsociale nomclient cliente nombrecliente razonsocial klant klantnaam ragionesociale'
const CUSTOMER_ID =
  'customerid customernumber customerno customercode clientid clientnumber accountreference accountref acref customeraccount customerinternalid debtorid debtornumber debitorennummer debitornummer debitorkonto debitornr kundennummer kundennr kundenid personenkonto custid custno kdnr kdnummer kundenkonto debitorenkonto debitorennr clientno clientcode clientref customerref codeclient numeroclient numclient codigocliente numerocliente klantnummer klantnr debiteurnummer codicecliente'
const EMAIL =
  'customeremail contactemail emailaddress email billingemail clientemail mail emailadresse rechnungsemail primaryemail mailadresse rechnungsmail courriel adresseemail correo correoelectronico emailadres'
const TERMS = 'terms paymentterms zahlungsbedingungen zahlungsbedingung zahlungsziel'
const CURRENCY =
  'currency currencycode invoicecurrency currencyiso isocurrency curr wahrung wahrungskennzeichen wkz devise moneda waehrung divisa'
const LAST_CONTACT =
  'lastcontacton lastcontact lastcontacted lastcontactdate lastactivitydate lastcontactedon letzterkontakt'

const DOCUMENT_HEADERS = {
  'customer.id': names(CUSTOMER_ID),
  'customer.email': names(EMAIL),
  total: names(
    'total totalamount invoicetotal invoiceamount grandtotal amounttotal grossamount gross totaldue amount amountoriginal originalamount amountforeigncurrency bruttobetrag rechnungsbetrag gesamtbetrag brutto betrag umsatz montantttc montant importe rechnungssumme bedrag totaalbedrag importo importototale importetotal',
  ),
  lineTotal: names('linetotal lineamount'),
  quantity: names('quantity qty menge'),
  unitAmount: names('unitamount unitprice'),
  lineDiscountPercent: names('discount discountpercentage'),
  lineTax: names('taxamount'),
  open: names(
    'openbalance balance balancedue amountdue invoiceamountdue amountremaining remainingamount outstanding outstandingamount openamount amountoutstanding osamount unpaid unpaidamount dueamount offen offenerbetrag offenerposten restbetrag saldo solde pendiente zuzahlen offenbetrag resteapayer montantdu resteadu importependiente openstaand openstaandbedrag residuo',
  ),
  paid: names('amountpaid invoiceamountpaid paidamount bezahltbetrag'),
  closedOn: names(
    'settleddate closedon closedate closeddate datepaid paiddate paidon fullypaidon fullypaiddate dateclosed clearingdate paymentdate bezahltam ausgleichsdatum zahlungsdatum',
  ),
  currency: names(CURRENCY),
  status: names('invoicestatus status documentstatus state rechnungsstatus'),
  purchaseOrder: names(
    'purchaseorder ponumber po ordernumber customerpo pono bestellnummer bestellnr auftragsnummer',
  ),
  entity: names('entity legalentity subsidiary buchungskreis mandant gesellschaft'),
  'customer.name': names(`${CUSTOMER_NAME} name`),
  'customer.owner': names('collector accountmanager salesrep'),
  'customer.creditLimit': names('creditlimit kreditlimit'),
  'customer.country': names('country customercountry contactcountry pocountry land'),
  'customer.phone': names('phone contactphone customerphone telephone telefon'),
} as const

const INVOICE_HEADERS = {
  number: names(
    'invoicenumber invoiceno invoicenum invoicenr documentnumber documentno docnumber docno transactionnumber number num no invoice invoiceid invoiceref invoicereference rechnungsnummer rechnungsnr rechnungnr rechnung renr rgnr belegnummer belegnr belegfeld1 numerodefacture numerofacture nfacture nofacture facture nofactura numerodefactura factura factuurnummer factuurnr numerofattura ref reference details',
  ),
  ...DOCUMENT_HEADERS,
  issuedOn: names(
    'invoicedate dateissued issuedate issuedon dateofissue invoicedat invoicedon invoicedate documentdate transactiondate docdate trandate billdate rechnungsdatum belegdatum datum datedefacture fechadefactura datefacture fechafactura fechaemision factuurdatum datafattura date created createdate',
  ),
  dueOn: names(
    'duedate dueon dueat datedue due paymentduedate netduedate falligkeit falligam falligkeitsdatum zahlbarbis echeance datedecheance fechadevencimiento vencimiento fallig falligkeitstag faelligkeit faelligam faelligkeitsdatum faellig dateecheance fechavencimiento vervaldatum datascadenza scadenza',
  ),
  type: names('type transactiontype documenttype doctype invoicetype trantype belegart'),
  disputed: names('disputed indispute isdisputed strittig'),
  terms: names(TERMS),
  discountOn: names('discountdate discountduedate skontodatum skontofalligkeit'),
  discount: names('discountavailable earlypaymentdiscount skontobetrag'),
  lastContactOn: names(LAST_CONTACT),
} as const

const CREDIT_NOTE_HEADERS = {
  number: names(
    'creditnotenumber creditnoteno creditmemonumber creditmemono creditnumber gutschriftsnummer gutschriftnummer',
  ),
  ...DOCUMENT_HEADERS,
  issuedOn: names(
    'creditnotedate creditmemodate creditdate dateissued issuedate issuedon documentdate transactiondate gutschriftsdatum belegdatum datum date',
  ),
  open: names(
    'remainingcredit creditremaining unapplied unappliedamount openbalance balance amountremaining remainingamount outstanding restbetrag offen',
  ),
} as const

const CUSTOMER_HEADERS = {
  id: names(`${CUSTOMER_ID} id internalid nummer`),
  name: names(`${CUSTOMER_NAME} name`),
  email: names(EMAIL),
  phone: names('phone phonenumber mainphone telephone phonenumbers telefon mobile'),
  contactName: names('contact contactperson primarycontact fullname ansprechpartner'),
  contactFirstName: names('firstname contactfirstname vorname'),
  contactLastName: names('lastname contactlastname nachname'),
  parent: names('parent parentid parentcustomer parentaccount'),
  currency: names(`customercurrency ${CURRENCY}`),
  creditLimit: names('creditlimit kreditlimit'),
  insuredLimit: names('insuredlimit insurancelimit'),
  status: names('accountstatus customerstatus status'),
  internal: names('internal intercompany'),
  autopay: names('autopay'),
  segment: names('segment customersegment category tier'),
  tags: names('tags labels'),
  country: names('country countrycode billingcountry pocountry land'),
  language: names('language languagecode sprache'),
  terms: names(TERMS),
  owner: names('owner collector accountowner accountmanager salesrep'),
  lastContactOn: names(LAST_CONTACT),
} as const

const CONTACT_HEADERS = {
  id: names('contactid recordid'),
  'customer.id': names(CUSTOMER_ID),
  'customer.name': names(
    'companyname company accountname customername customer client organization organisation kunde firma',
  ),
  name: names('contactname fullname name contact ansprechpartner'),
  firstName: names('firstname vorname'),
  lastName: names('lastname nachname'),
  email: names(EMAIL),
  phone: names('phone phonenumber mobile telefon'),
  role: names('role contactrole rolle'),
  lastContactOn: names(LAST_CONTACT),
} as const

const PAYMENT_HEADERS = {
  id: names('paymentid paymentnumber paymentno receiptnumber receiptid zahlungsnummer transactionid id'),
  'customer.id': names(CUSTOMER_ID),
  'customer.name': names(`${CUSTOMER_NAME} name`),
  amount: names('amountreceived paymentamount amountpaid receivedamount amount total zahlbetrag betrag'),
  currency: names(CURRENCY),
  receivedOn: names(
    'receivedon datereceived receiveddate receiptdate paymentdate paidat paidon datepaid zahlungsdatum zahlungseingang eingangsdatum date',
  ),
  clearedOn: names('clearedon cleareddate datecleared valuedate valuta wertstellung'),
  returnedOn: names('returnedon returneddate datereturned bounceddate'),
  status: names('paymentstatus status'),
  invoice: names('invoicenumber invoiceno invoice appliedto appliedtoinvoice rechnungsnummer rechnungsnr'),
  reference: names('reference paymentreference ref memo verwendungszweck'),
  entity: names('entity legalentity subsidiary'),
} as const

export const HEADER_NAMES: Readonly<Record<RecordKind, Readonly<Record<string, readonly string[]>>>> = {
  customers: CUSTOMER_HEADERS,
  contacts: CONTACT_HEADERS,
  invoices: INVOICE_HEADERS,
  'credit-notes': CREDIT_NOTE_HEADERS,
  payments: PAYMENT_HEADERS,
}

/** A header without case, accents, spaces, marks and the star by which templates show a required column; `#` is a number. */
export function plainHeader(header: string): string {
  return header
    .toLowerCase()
    .replace(/#/g, 'number')
    .normalize('NFKD')
    .replace(/ß/g, 'ss')
    .replace(/[^\p{L}\p{N}]/gu, '')
}
