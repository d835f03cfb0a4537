// The dashboard and the alerts as files: whole, and each alert with what to do about it. What they ask for is held against a running
// network by test/telemetry.e2e.test.ts.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');

describe('the dashboard', () => {
  const { panels, ...dashboard } = JSON.parse(read('grafana/shelfgraph.json'));

  test('has an id, and asks the data source that is chosen', () => {
    expect(dashboard).toMatchObject({
      uid: 'shelfgraph',
      title: expect.any(String),
      schemaVersion: expect.any(Number),
    });
    expect(dashboard.templating.list).toEqual([
      expect.objectContaining({ name: 'datasource', type: 'datasource', query: 'prometheus' }),
    ]);
    for (const panel of panels.filter(({ type }: { type: string }) => type !== 'row')) {
      for (const target of [panel, ...panel.targets])
        expect(target.datasource).toEqual({ type: 'prometheus', uid: '${datasource}' });
    }
  });

  test('has panels that are each their own and lie beside each other', () => {
    expect(panels.length).toBeGreaterThan(20);
    expect(new Set(panels.map(({ id }: { id: number }) => id)).size).toBe(panels.length);
    const taken = new Set<string>();
    for (const { gridPos, title, targets } of panels) {
      expect(title).toMatch(/\S/);
      if (targets) expect(targets.length).toBeGreaterThan(0);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(taken.has(`${x} ${y}`), title).toBe(false);
          expect(x).toBeLessThan(24);
          taken.add(`${x} ${y}`);
        }
      }
    }
  });

  test('is found by Grafana, with its data source', () => {
    expect(parse(read('grafana/provisioning/dashboards/shelfgraph.yml'))).toMatchObject({
      apiVersion: 1,
      providers: [{ type: 'file', options: { path: expect.any(String) } }],
    });
    expect(parse(read('grafana/provisioning/datasources/prometheus.yml'))).toMatchObject({
      apiVersion: 1,
      datasources: [{ type: 'prometheus', uid: 'prometheus', isDefault: true }],
    });
  });
});

describe('the alerts', () => {
  const { groups } = parse(read('prometheus/alerts.yml'));
  const rules = groups.flatMap(({ rules: own }: { rules: unknown[] }) => own);
  const headings = new Set(
    [...read('../docs/operating.md').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} -]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );

  test('are those that Prometheus is told of', () => {
    const { rule_files: files, scrape_configs: jobs } = parse(read('prometheus/prometheus.yml'));
    expect(files.every((file: string) => existsSync(new URL(`prometheus/${file}`, import.meta.url)))).toBe(true);
    expect(jobs).toEqual([expect.objectContaining({ job_name: 'shelfgraph' })]);
    expect(new Set(rules.map(({ alert }: { alert: string }) => alert)).size).toBe(rules.length);
  });

  test.each(rules)('$alert says how bad it is, what it is in both languages, and what to do', (rule) => {
    expect(rule).toMatchObject({
      alert: expect.stringMatching(/^[A-Z]\w+$/),
      expr: expect.any(String),
      for: expect.stringMatching(/^\d+[mh]$/),
      labels: { severity: expect.stringMatching(/^(page|ticket)$/) },
      annotations: {
        summary_zh: expect.stringMatching(/\p{Script=Han}/u),
        summary_en: expect.stringMatching(/^[A-Z{].*\.$/),
      },
    });
    const [file, anchor] = rule.annotations.runbook.split('#');
    expect(file).toBe('docs/operating.md');
    expect([...headings]).toContain(anchor);
  });
});
