// An operation's compiled projections: one for each form and each set of values of the variables that @skip and @include read.
import { type ASTNode, type DirectiveNode, type GraphQLSchema, Kind, visit } from 'graphql';
import type { Form } from './forms.ts';
import { isIntrospectionField } from './introspect.ts';
import type { Operation } from './operation.ts';
import { compileProjection, type Projection } from './project.ts';

type Variables = Readonly<Record<string, unknown>>;

export interface ProjectionCache {
  /** Whether the gateway itself has to answer `__schema` or `__type`. */
  introspects: boolean;
  projection<Output>(variables: Variables, form: Form<Output>): Projection<Output>;
}

/** Clients rarely use more than a few of the 2ⁿ sets of conditions. */
const projectionsKept = 64;

export function createProjectionCache(context: { schema: GraphQLSchema; operation: Operation }): ProjectionCache {
  const { conditions, introspects } = readOperation(context.operation);
  const byForm = new Map<unknown, Map<string, unknown>>();
  return {
    introspects,
    projection<Output>(variables: Variables, form: Form<Output>) {
      const known = (byForm.get(form) ?? new Map()) as Map<string, Projection<Output>>;
      byForm.set(form, known);
      const key = conditions.map((name) => (variables[name] === true ? 1 : 0)).join('');
      let projection = known.get(key);
      if (!projection) {
        projection = compileProjection({ ...context, variables }, form);
        known.set(key, projection);
        if (known.size > projectionsKept) known.delete(known.keys().next().value ?? '');
      }
      return projection;
    },
  };
}

function readOperation({ definition, fragments }: Operation) {
  const conditions = new Set<string>();
  let introspects = false;
  const note = ({ name, arguments: values = [] }: DirectiveNode): void => {
    if (name.value !== 'skip' && name.value !== 'include') return;
    for (const { value } of values) if (value.kind === Kind.VARIABLE) conditions.add(value.name.value);
  };
  const nodes: ASTNode[] = [definition, ...fragments.values()];
  for (const node of nodes) {
    visit(node, {
      [Kind.DIRECTIVE]: note,
      [Kind.FIELD]: ({ name }) => {
        introspects ||= isIntrospectionField(name.value);
      },
    });
  }
  return { conditions: [...conditions], introspects };
}
