// Branches: which there are, and where they lie, as far as anybody has told.
import { entities, statement } from '../../lib/statements.ts';
import type { Context } from './context.ts';
import { Branch } from './entities.ts';

export interface BranchPlace {
  id: string;
  library: string;
  district: string | null;
}

/** Branches of one library or of all; those with an accessible collection alone, if that is asked. */
export function branches(
  { em }: Pick<Context, 'em'>,
  { library = null, accessible }: { library?: string | null | undefined; accessible: boolean },
): Promise<Branch[]> {
  return entities(
    em,
    Branch,
    'branches',
    `where ($1::text is null or library_id = $1) and (not $2::boolean or exists (
       select from room where branch_id = branch.id
         and (braille_titles > 0 or barrier_free_film_discs is not null or cardinality(devices) > 0)
     )) order by id`,
    [library, accessible],
  );
}

/**
 * Every branch with its district: that of its library. The central library serves the whole city; of its branches only the main
 * building's district is known, by the library's address (`南京市建邺区乐山路158号`).
 */
export function branchPlaces({ em }: Pick<Context, 'em'>): Promise<BranchPlace[]> {
  return statement(
    em,
    `/* branchPlaces */ select branch.id, branch.library_id as library,
       coalesce(library.district, case when branch.kind = 'MAIN' then substring(library.address from '市(.{1,4}区)') end) as district
     from branch join library on library.id = branch.library_id order by branch.id`,
    [],
  );
}
