// Where branches lie, as far as anybody has told.
import { statement } from '../../lib/statements.ts';
import type { Context } from './context.ts';

export interface BranchPlace {
  id: string;
  library: string;
  district: string | null;
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
