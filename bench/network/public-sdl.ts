import { type ASTNode, Kind, parse, print, visit } from 'graphql';
import { type SubgraphName, subgraphSdl } from '../../schema/sdl.ts';

/**
 * A subgraph's schema without what is `@inaccessible`. Clients see no difference; some composers ask for more `@inaccessible`
 * than the specification does, and this leaves them nothing to ask for.
 */
export function publicSubgraphSdl(name: SubgraphName): string {
  const withoutInternal = visit(parse(subgraphSdl(name)), {
    enter: (node: ASTNode) => ('directives' in node && node.directives?.some(isInaccessible) ? null : undefined),
  });
  const withoutEmpty = visit(withoutInternal, {
    [Kind.OBJECT_TYPE_DEFINITION]: ({ fields }) => (fields?.length === 0 ? null : undefined),
  });
  return print(withoutEmpty);
}

function isInaccessible({ name }: { name: { value: string } }): boolean {
  return name.value === 'inaccessible';
}
