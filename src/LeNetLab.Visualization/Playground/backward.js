// The chain rule, one value at a time: from what and by what a gradient is made, and what a finite difference says.

/** The unit at a place of a layer's values. */
const unitAt = (layer, i) => ({ map: Math.floor(i / layer.size ** 2), y: Math.floor(i / layer.size) % layer.size, x: i % layer.size });
const placeOf = (layer, { map, y, x }) => (map * layer.size + y) * layer.size + x;

/** What makes the gradient by one value: the deltas of the units above that see it, the weights by which they do. */
function gradientTerms(net, layer, at) {
  const above = net.layers[layer.index + 1], groups = [];
  // Which unit above each product belongs to, to follow the strongest.
  const add = (map, cols, list) => groups.push({ map, cols, patch: list.map(([unit]) => unit < 0 ? 0 : above.deltas[unit]), kernel: list.map(([, weight]) => weight), units: list.map(([unit]) => unit) });
  if (above.kind === 'full' || above.units === above.maps && above.kind === 'conv' && !above.sources && !above.padding) {
    const per = layer.units, place = placeOf(layer, at);
    add(0, above.cols, Array.from({ length: above.maps }, (_, unit) => [unit, above.weight.value[unit * per + place]]));
  } else if (above.kind === 'conv') {
    const { kernel, size, padding = 0 } = above;
    for (let map = 0; map < above.maps; map++) {
      if (!sourcesOf(above, map).includes(at.map)) continue;
      add(map, kernel, Array.from({ length: kernel * kernel }, (_, i) => {
        const ky = Math.floor(i / kernel), kx = i % kernel, y = at.y + padding - ky, x = at.x + padding - kx;
        const unit = y < 0 || x < 0 || y >= size || x >= size ? -1 : (map * size + y) * size + x;
        return [unit, above.weight.value[((map * layer.maps + at.map) * kernel + ky) * kernel + kx]];
      }));
    }
  } else {
    const y = at.y >> 1, x = at.x >> 1, own = placeOf(layer, at);
    for (let map = 0; map < above.maps; map++) {
      if (sourcesOf(above, map)[0] !== at.map || y >= above.size || x >= above.size) continue;
      const corner = placeOf(layer, { map: at.map, y: 2 * y, x: 2 * x }), four = [corner, corner + 1, corner + layer.size, corner + layer.size + 1];
      const largest = four.reduce((best, i) => layer.values[i] > layer.values[best] ? i : best);
      add(map, 1, [[placeOf(above, { map, y, x }), above.pooling === 'Max' ? +(largest === own) : above.pooling ? 0.25 : above.weight.value[map]]]);
    }
  }
  return products(groups);
}

/** The layer, the map and the place below that a weight connects. */
function weightPlace(layer, weight) {
  if (layer.kind === 'pool') return { map: weight, from: sourcesOf(layer, weight)[0] };
  if (layer.kind === 'full') return { map: Math.floor(weight / layer.source.units), unit: weight % layer.source.units };
  const area = layer.kernel ** 2, kernel = Math.floor(weight / area);
  return { map: Math.floor(kernel / layer.source.maps), from: kernel % layer.source.maps, ky: Math.floor(weight % area / layer.kernel), kx: weight % layer.kernel };
}

/** What one weight sees at every place of its map; beside it the weight itself, or the deltas there. */
function weightTerms(net, layer, weight, backward) {
  const { map, from, unit, ky, kx } = weightPlace(layer, weight), { source, size, padding = 0 } = layer;
  const read = layer.kind === 'full' ? () => source.values[unit]
    : layer.kind === 'pool' ? (y, x) => [0, 1, source.size, source.size + 1].reduce((sum, i) => sum + source.values[(from * source.size + 2 * y) * source.size + 2 * x + i], 0)
    : (y, x) => {
      const iy = y + ky - padding, ix = x + kx - padding;
      return iy < 0 || ix < 0 || iy >= source.size || ix >= source.size ? 0 : source.values[(from * source.size + iy) * source.size + ix];
    };
  const units = Array.from({ length: size * size }, (_, i) => map * size * size + i);
  const seen = !layer.sources || layer.sources[map].includes(from) ? 1 : 0;
  return products([{ map, cols: size, units, patch: units.map((_, i) => seen * read(Math.floor(i / size), i % size)),
    kernel: units.map(i => backward ? layer.deltas[i] : layer.weight.value[weight]) }]);
}

/** The unit above with the largest product, and its weight. */
function strongest({ groups }) {
  let best = null;
  for (const { units, products, kernel } of groups)
    products.forEach((p, i) => { if (units[i] >= 0 && (!best || Math.abs(p) > Math.abs(best.product))) best = { unit: units[i], product: p, weight: kernel[i] }; });
  return best;
}

/** From a value to the loss by the strongest unit of each layer: every step with its gradient, its sum and its slope. */
function chainFrom(net, layer, at) {
  const steps = [];
  for (let here = layer, where = at; ;) {
    const i = placeOf(here, where), made = here.isOutput ? null : gradientTerms(net, here, where), up = made && strongest(made);
    steps.push({ layer: here, at: where, count: made ? made.count : 0, gradient: here.gradients[i], slope: here.slope(here.values[i]), delta: here.deltas[i], weight: up ? up.weight : 1 });
    if (!up) return steps;
    here = net.layers[here.index + 1];
    where = unitAt(here, up.unit);
  }
}

/** The loss's slope along one number, by the loss a little above and a little below it. */
function finiteDifference(net, label, numbers, index, from) {
  const h = 1e-4, value = numbers[index], loss = at => { numbers[index] = at; net.forward(1, from); return net.loss(1, [label]); };
  const slope = (loss(value + h) - loss(value - h)) / (2 * h);
  loss(value);
  return slope;
}
