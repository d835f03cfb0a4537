// What the callers of this network are and have, for the engine: the table of actions says it.
import { accessOf, holdersOf } from '../lib/actions.ts';
import type { AccessRules } from './engine/authorisation.ts';

/** A scope is the name of an action: who has it may do this with some resource. Which one, the owner of the resource decides. */
export const networkAccess: AccessRules = { accessOf, holdersOf };
