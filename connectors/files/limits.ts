/** What one file may take, so that a bomb or a mistake is refused and not swallowed. */
export type FileLimits = {
  /** Bytes of a delimited file after decompression. */
  readonly textBytes: number
  /** Bytes of a workbook or JSON file after decompression; these are held in memory whole. */
  readonly memoryBytes: number
  /** Characters of one row. */
  readonly rowLength: number
  readonly columns: number
  readonly rows: number
  /** Rows with broken quotes, after which the file is not what we take it for. */
  readonly brokenRows: number
}

export const FILE_LIMITS: FileLimits = {
  textBytes: 1024 ** 3,
  memoryBytes: 256 * 1024 ** 2,
  rowLength: 1024 ** 2,
  columns: 1000,
  rows: 3_000_000,
  brokenRows: 1000,
}
