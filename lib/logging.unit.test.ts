import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('a log has what happened and no secret', async () => {
  const url = new URL('logging.ts', import.meta.url).href;
  const script = `
    const { createLog } = await import(${JSON.stringify(url)});
    const headers = { authorization: 'Bearer s3cret', cookie: 'a=s3cret', 'x-request-id': 'r-1' };
    const log = createLog('test');
    log.warn({ request: { headers }, token: 's3cret', database: { password: 's3cret', host: 'db' } }, 'it happened');
    log.info('this is not told');`;
  const { stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, LOG_LEVEL: 'warn' },
  });
  expect(stderr).not.toContain('s3cret');
  const lines = stderr.split('\n').filter((line) => line.startsWith('{'));
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      name: 'test',
      msg: 'it happened',
      token: '[hidden]',
      database: { password: '[hidden]', host: 'db' },
      request: { headers: { authorization: '[hidden]', cookie: '[hidden]', 'x-request-id': 'r-1' } },
    }),
  ]);
});
