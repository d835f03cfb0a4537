/** The embedded database cannot start. The message says why and what to do, and is fit to be shown as it is. */
export class PostgresStartError extends Error {
  override name = 'PostgresStartError';
}

/** Another process runs on the same data folder. */
export class DataFolderInUse extends PostgresStartError {
  override name = 'DataFolderInUse';

  constructor(folder: string, pid: string | undefined) {
    super(
      `The data folder ${folder} is in use by another Shelfgraph (pid ${pid ?? 'unknown'}). ` +
        'Stop it, or choose another folder with --data DIR.',
    );
  }
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
