// What a PromQL expression asks for: the metrics and labels that it names, and whether it is one at all.
import { parser } from '@prometheus-io/lezer-promql';

export interface Asked {
  metric: string;
  /** Labels by which its series are chosen. */
  labels: string[];
}

export interface Expression {
  /** Places at which it cannot be read. */
  errors: number[];
  metrics: Asked[];
  /** Labels by which the result is put together: `by`, `ignoring`. */
  grouping: string[];
}

/** Reads an expression; Grafana's `$__rate_interval` stands for a duration. */
export function readPromql(text: string): Expression {
  const source = text.replaceAll('$__rate_interval', '5m');
  const found: Expression = { errors: [], metrics: [], grouping: [] };
  parser.parse(source).iterate({
    enter(node) {
      const written = source.slice(node.from, node.to);
      if (node.type.isError) found.errors.push(node.from);
      else if (node.name === 'VectorSelector') found.metrics.push({ metric: '', labels: [] });
      else if (node.name === 'Identifier') Object.assign(found.metrics.at(-1) ?? {}, { metric: written });
      else if (node.name === 'LabelName' && node.node.parent?.name === 'GroupingLabels') found.grouping.push(written);
      else if (node.name === 'LabelName') found.metrics.at(-1)?.labels.push(written);
    },
  });
  return found;
}

/** The samples of a page of metrics (Prometheus text format 0.0.4). */
export interface Sample {
  metric: string;
  labels: Record<string, string>;
  value: number;
}

export function samplesOf(page: string): Sample[] {
  return page.split('\n').flatMap((line) => {
    const [, metric, labels = '', value] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (!metric) return [];
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, name = '', text = '']) => [name, text]);
    return [{ metric, labels: Object.fromEntries(pairs), value: Number(value) }];
  });
}

/** The sum of the samples that have these labels. */
export function sumOf(samples: readonly Sample[], metric: string, labels: Record<string, string> = {}): number {
  return samples
    .filter(
      (sample) =>
        sample.metric === metric && Object.entries(labels).every(([name, text]) => sample.labels[name] === text),
    )
    .reduce((sum, { value }) => sum + value, 0);
}
