// Whose documents must be registered ones, and which are, by configuration.
import type { LimitedRole } from '../limits/roles.ts';
import { ownOperations, type Registered, type RegisteredDocument, readFolder, registered } from './registered.ts';

const modes = ['off', 'log', 'enforce'] as const;
const roles = ['anonymous', 'reader', 'clerk', 'librarian', 'admin'] as const satisfies readonly LimitedRole[];

/** `off`: any document; `log`: any, and the log has those that are not registered; `enforce`: registered ones alone. */
export type TrustedMode = (typeof modes)[number];

export interface TrustedSettings {
  registered: Registered;
  modes: Readonly<Partial<Record<LimitedRole, TrustedMode>>>;
}

export const nothingTrusted: TrustedSettings = { registered: registered([]), modes: {} };

type Environment = Record<string, string | undefined>;

/**
 * Reads SHELFGRAPH_TRUSTED_DOCUMENTS, a folder, and SHELFGRAPH_TRUSTED_DOCUMENTS_MODE, `reader:enforce,clerk:log`.
 * @param own the folder of operations that are registered anyway, or null
 * @throws Error that says what is wrong and what would be right
 */
export function readTrusted(env: Environment = process.env, own: string | null = ownOperations): TrustedSettings {
  const modes = modesOf(env['SHELFGRAPH_TRUSTED_DOCUMENTS_MODE']);
  const documents = registered(registeredDocuments(env, own));
  const enforced = Object.entries(modes).find(([, mode]) => mode === 'enforce');
  if (enforced && documents.size === 0) {
    throw new Error(
      `SHELFGRAPH_TRUSTED_DOCUMENTS_MODE has ${enforced.join(':')}, and no document is registered: set SHELFGRAPH_TRUSTED_DOCUMENTS.`,
    );
  }
  return { registered: documents, modes };
}

/** All documents that are registered by this configuration. @throws Error that says what is wrong */
export function registeredDocuments(env: Environment, own: string | null = ownOperations): RegisteredDocument[] {
  const folder = env['SHELFGRAPH_TRUSTED_DOCUMENTS'];
  const given = own === null ? [] : readFolder(own);
  if (!folder) return given;
  try {
    return [...given, ...readFolder(folder)];
  } catch (error) {
    throw new Error(`SHELFGRAPH_TRUSTED_DOCUMENTS: ${(error as Error).message}`, { cause: error });
  }
}

function modesOf(text = ''): TrustedSettings['modes'] {
  const named: Partial<Record<LimitedRole, TrustedMode>> = {};
  for (const entry of text.split(',').flatMap((part) => part.trim() || [])) {
    const [role, mode, ...rest] = entry.split(':').map((part) => part.trim());
    if (!isOneOf(roles, role) || !isOneOf(modes, mode) || rest.length > 0) {
      throw new Error(
        `SHELFGRAPH_TRUSTED_DOCUMENTS_MODE has "${entry}": each entry is a role (${roles.join(', ')}), a colon and a mode (${modes.join(', ')}), reader:enforce.`,
      );
    }
    if (named[role]) throw new Error(`SHELFGRAPH_TRUSTED_DOCUMENTS_MODE names ${role} twice.`);
    named[role] = mode;
  }
  return named;
}

function isOneOf<Value extends string>(values: readonly Value[], text: string | undefined): text is Value {
  return values.some((value) => value === text);
}
