// Where the records of a library name its copies: 905 as most Chinese systems write it, unless the library has said otherwise.
import { authorise } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { defaultItemMapping, type ItemMapping } from '../../lib/marc/bibliographic.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import type { Context } from './context.ts';
import { LibraryItemMapping } from './importEntities.ts';
import { unknownLibrary } from './imports.ts';
import type { ItemMappingInput } from './types.generated.ts';

/** The mapping by which a library's records are read. */
export async function itemMappingOf(em: EntityManager, library: string): Promise<ItemMapping> {
  const own = await em.findOne(LibraryItemMapping, { libraryId: library });
  if (!own) return defaultItemMapping;
  const { tag, barcode, location, callNumber, classNumber, runningNumber } = own;
  return { tag, barcode, location, callNumber, classNumber, runningNumber };
}

/** The mapping of a library, for who may see its imports. */
export async function itemMapping(ctx: Context, library: string): Promise<ItemMapping> {
  authorise(ctx.identity, 'import.read', { library });
  if (!(await ctx.loaders.libraryById.load(library))) throw await unknownLibrary(ctx, library);
  return itemMappingOf(ctx.em, library);
}

/** Sets a library's mapping for imports from now on. */
export async function setItemMapping(ctx: Context, library: string, input: ItemMappingInput): Promise<ItemMapping> {
  authorise(ctx.identity, 'import.run', { library });
  if (!(await ctx.loaders.libraryById.load(library))) throw await unknownLibrary(ctx, library);
  const mapping = { ...defaultItemMapping, ...input };
  check(mapping);
  return transact(ctx, async (em) => {
    await em.upsert(LibraryItemMapping, { libraryId: library, ...mapping });
    return mapping;
  });
}

function check({ tag, ...codes }: ItemMapping): void {
  if (!/^[0-9A-Za-z]{3}$/.test(tag) || tag.startsWith('00')) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `字段号为三个字符，如 905，且不是 00X。"mapping.tag" is three letters or digits, 905, and no control field; not "${tag.slice(0, 20)}".`,
      { argument: 'mapping.tag' },
    );
  }
  for (const [name, code] of Object.entries(codes)) {
    if (!/^[0-9a-z]$/.test(code)) {
      throw new CallerError(
        'BAD_USER_INPUT',
        `子字段为一个小写字母或数字。"mapping.${name}" is one small letter or digit; not "${code.slice(0, 20)}".`,
        { argument: `mapping.${name}` },
      );
    }
  }
  const doubled = Object.entries(codes).find(([name, code]) => name !== 'barcode' && code === codes.barcode);
  if (doubled) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `子字段 ${codes.barcode} 不能既是条码号又是 ${doubled[0]}。Subfield ${codes.barcode} cannot be the barcode and "${doubled[0]}" at once.`,
      { argument: `mapping.${doubled[0]}` },
    );
  }
}
