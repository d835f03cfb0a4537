// Where the boxes of a plan are drawn: what follows is to the right, what runs side by side is one below the other.
import type { ToldFetch, ToldPlan } from '../../gateway/engine/explain.ts';

export const boxWidth = 216;
export const boxHeight = 92;
const gapAcross = 56;
const gapDown = 18;

export interface Box {
  fetch: ToldFetch;
  x: number;
  y: number;
}

/** A line between two boxes, or between a box and the point where several meet. */
export interface Line {
  from: readonly [number, number];
  to: readonly [number, number];
}

export interface Picture {
  width: number;
  height: number;
  boxes: Box[];
  lines: Line[];
  /** Where lines meet. */
  joints: (readonly [number, number])[];
}

/** A part of the picture, with the boxes at which it begins and ends. */
interface Part extends Picture {
  first: Box[];
  last: Box[];
}

/** Lays a plan out; sizes are in pixels. */
export function layOut(plan: ToldPlan): Picture {
  return place(plan, 0, 0);
}

function place(plan: ToldPlan, x: number, y: number): Part {
  switch (plan.kind) {
    case 'fetch': {
      const box = { fetch: plan, x, y };
      return { width: boxWidth, height: boxHeight, boxes: [box], lines: [], joints: [], first: [box], last: [box] };
    }
    case 'parallel':
      return below(plan.nodes, x, y);
    case 'condition':
      return below(
        [plan.whenTrue, plan.whenFalse].filter((each) => each !== undefined),
        x,
        y,
      );
    case 'sequence':
      return across(plan.nodes, x, y);
  }
}

function below(plans: readonly ToldPlan[], x: number, y: number): Part {
  const parts: Part[] = [];
  let top = y;
  for (const plan of plans) {
    const part = place(plan, x, top);
    parts.push(part);
    top += part.height + gapDown;
  }
  return {
    ...joined(parts),
    width: Math.max(0, ...parts.map(({ width }) => width)),
    height: Math.max(0, top - y - gapDown),
    first: parts.flatMap(({ first }) => first),
    last: parts.flatMap(({ last }) => last),
  };
}

function across(plans: readonly ToldPlan[], x: number, y: number): Part {
  const parts: Part[] = [];
  const between: Pick<Picture, 'lines' | 'joints'> = { lines: [], joints: [] };
  let left = x;
  for (const plan of plans) {
    const part = place(plan, left, y);
    const before = parts.at(-1);
    if (before) connect(before.last, part.first, left - gapAcross / 2, between);
    parts.push(part);
    left += part.width + gapAcross;
  }
  const all = joined(parts);
  return {
    boxes: all.boxes,
    lines: [...all.lines, ...between.lines],
    joints: [...all.joints, ...between.joints],
    width: Math.max(0, left - x - gapAcross),
    height: Math.max(0, ...parts.map(({ height }) => height)),
    first: parts[0]?.first ?? [],
    last: parts.at(-1)?.last ?? [],
  };
}

/** Many to many would be a knot: then all meet at one point, for which all that follow wait. */
function connect(
  from: readonly Box[],
  to: readonly Box[],
  middle: number,
  into: Pick<Picture, 'lines' | 'joints'>,
): void {
  const ends = from.map(({ x, y }) => [x + boxWidth, y + boxHeight / 2] as const);
  const begins = to.map(({ x, y }) => [x, y + boxHeight / 2] as const);
  if (ends.length === 1 || begins.length === 1) {
    into.lines.push(...ends.flatMap((end) => begins.map((begin) => ({ from: end, to: begin }))));
    return;
  }
  const heights = [...ends, ...begins].map(([, y]) => y);
  const joint = [middle, heights.reduce((sum, y) => sum + y, 0) / heights.length] as const;
  into.joints.push(joint);
  into.lines.push(
    ...ends.map((end) => ({ from: end, to: joint })),
    ...begins.map((begin) => ({ from: joint, to: begin })),
  );
}

function joined(parts: readonly Part[]): Pick<Picture, 'boxes' | 'lines' | 'joints'> {
  return {
    boxes: parts.flatMap(({ boxes }) => boxes),
    lines: parts.flatMap(({ lines }) => lines),
    joints: parts.flatMap(({ joints }) => joints),
  };
}
