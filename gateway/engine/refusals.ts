// Why an operation that is valid may not run.
import { GraphQLError, type OperationTypeNode } from 'graphql';

/** Each repeats the value that it is about, which may be as long as the request. */
export const variableErrorLimit = 5;
const messageLimit = 500;

export function shortened(error: GraphQLError): GraphQLError {
  const { message, nodes } = error;
  return message.length <= messageLimit ? error : new GraphQLError(`${message.slice(0, messageLimit)} …`, { nodes });
}

export function tooManyFetches(count: number, limit: number): GraphQLError {
  return new GraphQLError(
    `This operation needs ${count} requests to the services behind the gateway; at most ${limit} are allowed. Ask for less in one operation.`,
    { extensions: { code: 'FETCH_LIMIT', count, limit } },
  );
}

export function notInSchema(kind: OperationTypeNode): GraphQLError {
  return new GraphQLError(`This schema has no ${kind}s.`, { extensions: { code: 'BAD_REQUEST' } });
}

export function notAStream(): GraphQLError {
  return new GraphQLError(
    'A subscription is a stream: open it over WebSocket (graphql-ws), or with accept: text/event-stream.',
    { extensions: { code: 'BAD_REQUEST' } },
  );
}

export function notASubscription(): GraphQLError {
  return new GraphQLError('This operation is not a subscription.', { extensions: { code: 'BAD_REQUEST' } });
}
