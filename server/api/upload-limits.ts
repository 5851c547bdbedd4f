/** The most a file to import may have: a million invoices as gzipped CSV. */
export const UPLOAD_BYTES = 64 * 1024 ** 2

/** Where files are sent to, the one address that takes more than a page of JSON. */
export const UPLOAD_PATH = '/api/v1/imports/uploads'

/** The most the copy of one invoice may have. */
export const COPY_BYTES = 5 * 1024 ** 2

/** True for the address the copy of an invoice is sent to. */
export function isCopyPath(path: string): boolean {
  return /^\/api\/v1\/invoices\/[^/]+\/copy$/.test(path)
}

/** What a sent file may become when it is read, so that a bomb of zeros is refused and not swallowed. */
export const UPLOAD_FILE_LIMITS = { textBytes: 256 * 1024 ** 2, memoryBytes: 128 * 1024 ** 2 }
