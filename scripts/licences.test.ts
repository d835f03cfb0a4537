import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { judgeLicences, lockedPackages } from './licences.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

describe('the licences', () => {
  test('of everything that is locked are allowed', () => {
    const { counts, refused } = judgeLicences(lockedPackages());
    expect(refused).toEqual([]);
    expect(counts.get('MIT')).toBeGreaterThan(100);
  });

  test('that are not allowed, or missing, are named with their packages', () => {
    const { refused } = judgeLicences({
      '': { license: 'UNLICENSED' },
      'node_modules/free': { license: '(GPL-3.0 OR MIT)' },
      'node_modules/both': { license: 'MIT AND GPL-3.0' },
      'node_modules/a/node_modules/none': {},
      'node_modules/font': { license: 'OFL-1.1' },
      'node_modules/dev-font': { license: 'OFL-1.1', dev: true },
    });
    expect(refused).toEqual([
      'both stands under MIT AND GPL-3.0',
      'none stands under no licence that it names',
      'font stands under OFL-1.1',
    ]);
  });
});

test('npm run sbom writes what the product runs on, by name, version and licence', async () => {
  await promisify(execFile)('npm', ['run', 'sbom'], { cwd: root });
  const { bomFormat, components } = JSON.parse(readFileSync(`${root}shelfgraph.cdx.json`, 'utf8')) as {
    bomFormat: string;
    components: { name: string; purl: string; licenses: { license: { id: string } }[] }[];
  };
  expect(bomFormat).toBe('CycloneDX');
  expect(components).toContainEqual(
    expect.objectContaining({
      name: 'fastify',
      purl: expect.stringMatching(/^pkg:npm\/fastify@\d/),
      licenses: [{ license: { id: 'MIT' } }],
    }),
  );
  expect(components.some(({ name }) => name === 'vitest')).toBe(false);
});
