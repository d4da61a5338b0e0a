// A network forward and backward, in plain loops: the same sums as torch's, in double precision. A Web Worker runs the
// text of this function too, so it uses nothing from outside itself.

function engine(plan, capacity) {
  // The functions, and their slopes as functions of what they gave.
  const activations = {
    Tanh: [Math.tanh, v => 1 - v * v],
    Relu: [a => a > 0 ? a : 0, v => v > 0 ? 1 : 0],
    Sigmoid: [a => 1 / (1 + Math.exp(-a)), v => v * (1 - v)],
    ScaledTanh: [a => 1.7159 * Math.tanh(2 / 3 * a), v => 2 / 3 * (1.7159 - v * v / 1.7159)],
  };
  const parameters = [];
  const parameter = (name, shape) => {
    const size = shape.reduce((a, b) => a * b), made = { name, shape, value: new Float64Array(size), gradient: new Float64Array(size) };
    parameters.push(made);
    return made;
  };

  /**
   * C += A·B, where C is m×n and the sums have k terms. Every matrix has its array, its first place, and its steps from
   * row to row and from column to column. Eight sums at a time stay in registers: that is what makes it fast.
   */
  function multiply(m, n, k, c, c0, cRow, cCol, a, a0, aRow, aCol, b, b0, bRow, bCol) {
    const rows = m - m % 2, cols = n - n % 4;
    for (let i = 0; i < rows; i += 2) {
      for (let j = 0; j < cols; j += 4) {
        let s0 = 0, s1 = 0, s2 = 0, s3 = 0, t0 = 0, t1 = 0, t2 = 0, t3 = 0;
        let p = a0 + i * aRow, q = b0 + j * bCol;
        for (let l = 0; l < k; l++, p += aCol, q += bRow) {
          const u = a[p], v = a[p + aRow], w = b[q], x = b[q + bCol], y = b[q + 2 * bCol], z = b[q + 3 * bCol];
          s0 += u * w; s1 += u * x; s2 += u * y; s3 += u * z;
          t0 += v * w; t1 += v * x; t2 += v * y; t3 += v * z;
        }
        let o = c0 + i * cRow + j * cCol;
        c[o] += s0; c[o + cCol] += s1; c[o + 2 * cCol] += s2; c[o + 3 * cCol] += s3;
        o += cRow;
        c[o] += t0; c[o + cCol] += t1; c[o + 2 * cCol] += t2; c[o + 3 * cCol] += t3;
      }
    }
    for (let i = 0; i < m; i++) {
      for (let j = i < rows ? cols : 0; j < n; j++) {
        let sum = 0;
        for (let l = 0, p = a0 + i * aRow, q = b0 + j * bCol; l < k; l++, p += aCol, q += bRow) sum += a[p] * b[q];
        c[c0 + i * cRow + j * cCol] += sum;
      }
    }
  }

  // A convolution without its patches written out is a product of matrices; with them, one for each picture.
  function convolution(layer, source) {
    const { maps, size, kernel, sources } = layer, padding = layer.padding || 0, width = source.size, places = size * size;
    const weight = parameter(layer.name.toLowerCase() + '.weight', [maps, source.maps, kernel, kernel]), bias = parameter(layer.name.toLowerCase() + '.bias', [maps]);
    const count = source.maps * kernel * kernel, patches = new Float64Array(count * places), back = new Float64Array(count * places);
    const all = Float64Array.from({ length: maps * count }, (_, i) => !sources || sources[Math.floor(i / count)].includes(Math.floor(i % count / kernel ** 2)) ? 1 : 0);
    // Row by row of the patches: what one weight sees at every place. The padding is 0.
    const walk = (from, visit) => {
      for (let s = 0, row = 0; s < source.maps; s++)
        for (let ky = 0; ky < kernel; ky++)
          for (let kx = 0; kx < kernel; kx++, row += places)
            for (let y = 0; y < size; y++) {
              const iy = y + ky - padding;
              if (iy < 0 || iy >= width) continue;
              const shift = from + (s * width + iy) * width + kx - padding, first = Math.max(0, padding - kx), end = Math.min(size, width + padding - kx);
              visit(row + y * size, shift, first, end);
            }
    };
    const masked = sources ? new Float64Array(maps * count) : weight.value;
    Object.assign(layer, { weight, bias, connected: all });
    layer.forward = n => {
      if (sources) for (let i = 0; i < masked.length; i++) masked[i] = weight.value[i] * all[i];
      for (let image = 0; image < n; image++) {
        unfold(image * source.units);
        for (let map = 0, to = image * layer.units; map < maps; map++, to += places) layer.values.fill(bias.value[map], to, to + places);
        multiply(maps, places, count, layer.values, image * layer.units, places, 1, masked, 0, count, 1, patches, 0, places, 1);
      }
    };
    function unfold(from) {
      walk(from, (to, shift, first, end) => { for (let x = first; x < end; x++) patches[to + x] = source.values[shift + x]; });
    }
    layer.backward = (n, below) => {
      const deltas = layer.deltas;
      for (let image = 0; image < n; image++) {
        const at = image * layer.units;
        unfold(image * source.units);
        multiply(maps, count, places, weight.gradient, 0, count, 1, deltas, at, places, 1, patches, 0, 1, places);
        for (let map = 0, i = at; map < maps; map++) for (let end = i + places; i < end; i++) bias.gradient[map] += deltas[i];
        if (!below) continue;
        back.fill(0);
        multiply(count, places, maps, back, 0, places, 1, masked, 0, 1, count, deltas, at, places, 1);
        walk(image * source.units, (to, shift, first, end) => { for (let x = first; x < end; x++) source.gradients[shift + x] += back[to + x]; });
      }
      if (sources) for (let i = 0; i < all.length; i++) weight.gradient[i] *= all[i];
    };
  }

  // A full layer; and a convolution that sees its whole source at once.
  function full(layer, source) {
    const { maps } = layer, inputs = source.units, shape = layer.kind === 'conv' ? [maps, source.maps, layer.kernel, layer.kernel] : [maps, inputs];
    const weight = parameter(layer.name.toLowerCase() + '.weight', shape), bias = parameter(layer.name.toLowerCase() + '.bias', [maps]);
    Object.assign(layer, { weight, bias });
    layer.forward = n => {
      for (let image = 0; image < n; image++) layer.values.set(bias.value, image * maps);
      multiply(maps, n, inputs, layer.values, 0, 1, maps, weight.value, 0, inputs, 1, source.values, 0, 1, inputs);
    };
    layer.backward = (n, below) => {
      multiply(maps, inputs, n, weight.gradient, 0, inputs, 1, layer.deltas, 0, 1, maps, source.values, 0, inputs, 1);
      for (let image = 0, i = 0; image < n; image++) for (let unit = 0; unit < maps; unit++, i++) bias.gradient[unit] += layer.deltas[i];
      if (below) multiply(n, inputs, maps, source.gradients, 0, inputs, 1, layer.deltas, 0, maps, 1, weight.value, 0, inputs, 1);
    };
  }

  // One pixel of four: their mean, the largest, or their sum by a trained coefficient, plus a bias.
  function subsampling(layer, source) {
    const { maps, size, pooling } = layer, width = source.size, trained = !pooling, share = maps / source.maps;
    const weight = trained && parameter(layer.name.toLowerCase() + '.weight', [maps, 1, 1, 1]), bias = trained && parameter(layer.name.toLowerCase() + '.bias', [maps]);
    if (trained) Object.assign(layer, { weight, bias });
    const each = (n, visit) => {
      for (let image = 0, to = 0; image < n; image++)
        for (let map = 0; map < maps; map++)
          for (let y = 0; y < size; y++) {
            let p = image * source.units + (Math.floor(map / share) * width + 2 * y) * width;
            for (let x = 0; x < size; x++, to++, p += 2) visit(to, p, map);
          }
    };
    const largest = p => {
      const v = source.values;
      let best = p;
      if (v[p + 1] > v[best]) best = p + 1;
      if (v[p + width] > v[best]) best = p + width;
      return v[p + width + 1] > v[best] ? p + width + 1 : best;
    };
    const sum = p => source.values[p] + source.values[p + 1] + source.values[p + width] + source.values[p + width + 1];
    layer.forward = n => each(n, pooling === 'Max' ? (to, p) => { layer.values[to] = source.values[largest(p)]; }
      : pooling ? (to, p) => { layer.values[to] = sum(p) / 4; }
      : (to, p, map) => { layer.values[to] = sum(p) * weight.value[map] + bias.value[map]; });
    layer.backward = n => each(n, (to, p, map) => {
      const delta = layer.deltas[to], g = source.gradients;
      if (pooling === 'Max') { g[largest(p)] += delta; return; }
      if (trained) { weight.gradient[map] += delta * sum(p); bias.gradient[map] += delta; }
      const part = trained ? delta * weight.value[map] : delta / 4;
      g[p] += part; g[p + 1] += part; g[p + width] += part; g[p + width + 1] += part;
    });
  }

  const layers = plan.map(layer => ({ ...layer, units: layer.maps * layer.size * layer.size }));
  layers.forEach((layer, index) => {
    const source = layers[index - 1], numbers = () => new Float64Array(capacity * layer.units);
    Object.assign(layer, { index, source, isOutput: index === layers.length - 1, values: numbers(), gradients: numbers() });
    // The loss's gradient by the sums, before the activation; by the values, after it, it is `gradients`.
    layer.deltas = layer.activation || layer.dropout ? numbers() : layer.gradients;
    [layer.squash, layer.slope] = activations[layer.activation] || [a => a, () => 1];
    if (layer.dropout) layer.kept = numbers();
    if (layer.kind === 'pool') subsampling(layer, source);
    else if (layer.kind === 'conv' && (layer.size > 1 || layer.padding || layer.sources)) convolution(layer, source);
    else if (source) full(layer, source);
  });
  const outputs = layers[layers.length - 1], classes = outputs.maps, probabilities = new Float64Array(capacity * classes);
  let dropping = false;

  /** Fills the layers from `from` on, for n pictures whose values are in the layer below; then the probabilities. With random numbers units drop out. */
  function forward(n, from = 1, random = null) {
    dropping = random !== null;
    for (const layer of layers.slice(from)) {
      layer.forward(n);
      const { values, squash, kept, dropout } = layer, end = n * layer.units;
      if (layer.activation) for (let i = 0; i < end; i++) values[i] = squash(values[i]);
      if (random && kept) for (let i = 0; i < end; i++) values[i] *= kept[i] = random() < dropout ? 0 : 1 / (1 - dropout);
    }
    for (let image = 0, at = 0; image < n; image++, at += classes) {
      let highest = -Infinity, sum = 0;
      for (let c = 0; c < classes; c++) highest = Math.max(highest, outputs.values[at + c]);
      for (let c = 0; c < classes; c++) sum += probabilities[at + c] = Math.exp(outputs.values[at + c] - highest);
      for (let c = 0; c < classes; c++) probabilities[at + c] /= sum;
    }
  }

  /** The sum of the n pictures' cross-entropies, from the values of the last layer. */
  function loss(n, labels) {
    let total = 0;
    for (let image = 0, at = 0; image < n; image++, at += classes) {
      let highest = -Infinity, sum = 0;
      for (let c = 0; c < classes; c++) highest = Math.max(highest, outputs.values[at + c]);
      for (let c = 0; c < classes; c++) sum += Math.exp(outputs.values[at + c] - highest);
      total += Math.log(sum) + highest - outputs.values[at + labels[image]];
    }
    return total;
  }

  /** Adds the gradient of that sum to every parameter's; of the input too where it is asked for. */
  function backward(n, labels, toInput = false) {
    for (const layer of layers) layer.gradients.fill(0, 0, n * layer.units);
    for (let i = 0; i < n * classes; i++) outputs.gradients[i] = probabilities[i] - (i % classes === labels[Math.floor(i / classes)] ? 1 : 0);
    for (const layer of layers.slice(1).reverse()) {
      const { values, gradients, deltas, slope, kept } = layer, end = n * layer.units;
      if (dropping && kept) for (let i = 0; i < end; i++) deltas[i] = kept[i] === 0 ? 0 : gradients[i] * kept[i] * slope(values[i] / kept[i]);
      else if (deltas !== gradients) for (let i = 0; i < end; i++) deltas[i] = gradients[i] * slope(values[i]);
      layer.backward(n, layer.index > 1 || toInput);
    }
  }

  /** Random weights: uniform within 1/√(fan-in), as torch.nn has it. */
  function reset(random) {
    for (const { weight, bias } of layers) {
      if (!weight) continue;
      const range = 1 / Math.sqrt(weight.value.length / weight.shape[0]);
      for (const part of [weight, bias]) for (let i = 0; i < part.value.length; i++) part.value[i] = (2 * random() - 1) * range;
    }
  }

  return { layers, parameters, input: layers[0].values, outputs, probabilities, forward, loss, backward, reset };
}
