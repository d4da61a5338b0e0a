// How far to believe the answer: DigitAnswer.cs and DigitFinder.cs again, with the numbers that C# hands over.

/** Connected ink of the pad, at half its resolution. */
function marksOf(ink, size) {
  const wide = size / 2, numbers = new Int32Array(wide * wide), marks = [];
  const inked = i => ink[2 * Math.floor(i / wide) * size + 2 * (i % wide)] > 115;
  for (let start = 0; start < numbers.length; start++) {
    if (numbers[start] || !inked(start)) continue;
    const mark = { area: 0, edge: 0, left: wide, top: wide, right: 0, bottom: 0 }, open = [start];
    numbers[start] = marks.push(mark);
    while (open.length) {
      const at = open.pop(), y = Math.floor(at / wide), x = at % wide;
      mark.area++;
      if (x === 0 || y === 0 || x === wide - 1 || y === wide - 1) mark.edge++;
      join(mark, { left: x, top: y, right: x + 1, bottom: y + 1, area: 0 });
      for (let v = Math.max(0, y - 1); v <= Math.min(wide - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(wide - 1, x + 1); u++) {
          if (numbers[v * wide + u] || !inked(v * wide + u)) continue;
          numbers[v * wide + u] = marks.length;
          open.push(v * wide + u);
        }
      }
    }
  }
  return { marks, numbers, wide };
}

function join(mark, other) {
  mark.area += other.area;
  for (const near of ['left', 'top']) mark[near] = Math.min(mark[near], other[near]);
  for (const far of ['right', 'bottom']) mark[far] = Math.max(mark[far], other[far]);
}

/** What the drawing looks like: other marks, proportion, ink on the edge, thickness, parts; and whether it is plainly none. */
function signsOf({ ink, size, path }) {
  const { marks, numbers, wide } = marksOf(ink(), size), longer = m => Math.max(m.right - m.left, m.bottom - m.top);
  const aside = m => Math.max(Math.abs((m.left + m.right) / wide - 1), Math.abs((m.top + m.bottom) / wide - 1));
  const weight = m => longer(m) * (m.edge ? 0.6 : 1) * (1 - 0.7 * aside(m));
  const [main = { area: 0, edge: 0, left: 0, top: 0, right: 1, bottom: 1 }] = [...marks].sort((a, b) => weight(b) - weight(a)), kept = new Set([main]), whole = { ...main };
  for (const mark of [...marks].sort((a, b) => b.area - a.area)) {
    const gap = Math.hypot(Math.max(0, mark.left - whole.right, whole.left - mark.right), Math.max(0, mark.top - whole.bottom, whole.top - mark.bottom));
    if (mark === main || mark.edge > 0 && main.edge === 0 || mark.area < 0.02 * whole.area || gap > 0.25 * longer(whole)) continue;
    // As high as the digit and beside it: another one.
    const beside = Math.min(mark.right, whole.right) - Math.max(mark.left, whole.left);
    if (beside < 0.3 * (mark.right - mark.left) && mark.bottom - mark.top > 0.5 * (whole.bottom - whole.top)) continue;
    kept.add(mark);
    join(whole, mark);
  }
  const others = marks.some(m => !kept.has(m) && longer(m) >= 0.45 * longer(whole) && m.area >= 0.15 * whole.area);

  // The mean side of the largest squares of ink that end at each pixel.
  const sides = new Int32Array(wide + 1);
  let sum = 0, count = 1, edge = 0;
  for (const mark of kept) edge += mark.edge;
  for (let y = whole.top; y < whole.bottom; y++) {
    sides[whole.left] = 0;
    for (let x = whole.left + 1, aslant = 0; x <= whole.right; x++) {
      const above = sides[x];
      sides[x] = kept.has(marks[numbers[y * wide + x - 1] - 1]) ? 1 + Math.min(aslant, above, sides[x - 1]) : 0;
      aslant = above;
      if (sides[x]) { sum += sides[x]; count++; }
    }
  }
  const signs = [others ? 1 : 0, Math.max(0, (whole.right - whole.left) / (whole.bottom - whole.top) - 1),
    Math.min(10 * edge / whole.area, 2), 5 * sum / count / longer(whole), Math.min(kept.size - 1, 3)];
  // The pad knows more than a picture. No digit is twice as wide as high, a dot, or drawn by a pen that went over four
  // times its longer side; the network has learnt from none of these and is sure of many.
  return { signs, none: signs[1] > 1 || signs[3] > 1.2 || path() > 4.2 * 2 * longer(whole) };
}

/** Runs the network on five views of the digit, the digit itself last; whether it is one, which, and how certainly. */
function judged(judge, net, bytes, pad) {
  const probabilities = [], energies = [], place = new Float64Array(side * side);
  for (const view of [...judge.views.slice(1), null]) {
    const outputs = net.run(view ? Uint8Array.from(mapped(bytes, [...view, 0, 0], place), v => v + 0.5) : bytes);
    probabilities.push(Float64Array.from(net.probabilities));
    energies.push(Math.log(outputs.reduce((sum, v) => sum + Math.exp(v), 0)));
  }
  const average = numbers => numbers.reduce((a, b) => a + b, 0) / numbers.length;
  const mean = [...net.probabilities.keys()].map(c => average(probabilities.map(p => p[c])));
  const [first, second] = [...mean.keys()].sort((a, b) => mean[b] - mean[a]), best = Math.min(Math.max(mean[first], 1e-6), 1 - 1e-6);
  const outputs = [...net.outputs.values].sort((a, b) => b - a), { signs, none } = signsOf(pad);
  const all = [1, Math.log(best / (1 - best)) / 4, Math.min(...probabilities.map(p => p[first])), Math.min(outputs[0] - outputs[1], 15) / 5,
    average(energies) / 5, ...signs, ...mean.map((_, c) => c === first ? 1 : 0)];
  const sum = all.reduce((sum, v, i) => sum + v * judge.weights[i], 0);
  const certainty = 1 / (1 + Math.exp(-sum - judge.steeper * Math.max(0, sum - judge.bend)));
  const verdict = certainty >= judge.least && !none ? 'digit' : signs[0] ? 'several' : !none && mean[second] >= 0.15 && mean[first] + mean[second] > 0.8 ? 'unsure' : 'other';
  return { verdict, first, second, certainty };
}
