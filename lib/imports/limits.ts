// How large a file to import may be.

const megabyte = 1024 * 1024;
/** Two million records in MARCXML fit. */
const defaultMegabytes = 16_384;

/**
 * The largest file in bytes, as it is sent and, of a compressed one, unpacked: SHELFGRAPH_IMPORT_LIMIT_MB (16384).
 * @throws Error when the variable is no whole number of megabytes
 */
export function importLimitBytes(env: Record<string, string | undefined> = process.env): number {
  const text = env['SHELFGRAPH_IMPORT_LIMIT_MB'];
  const megabytes = text ? Number(text) : defaultMegabytes;
  if (!Number.isInteger(megabytes) || megabytes < 1 || megabytes > 1_048_576) {
    throw new Error(`SHELFGRAPH_IMPORT_LIMIT_MB is a number of megabytes from 1 to 1048576, not "${text}".`);
  }
  return megabytes * megabyte;
}
