// One value taken apart: what it sees, what it weighs it with, the products, their sum; and its gradient.

function inspector(root, net, data, pictures, pick) {
  const panel = root.querySelector('.inspector'), canvas = panel.querySelector('.terms'), context = canvas.getContext('2d');
  const what = panel.querySelector('.what'), sum = panel.querySelector('.sum'), live = panel.querySelector('.live');
  const [back, chain, path, checked] = ['.back', '.chain', '.path', '.checked'].map(part => panel.querySelector(part));
  const number = v => (v <= -0.0005 ? '−' : '') + Math.abs(v).toFixed(Math.abs(v) < 9.995 ? 3 : 2);
  // Gradients are often small: three digits, wherever they begin.
  const tiny = v => v === 0 ? '0' : (v < 0 ? '−' : '') + (Math.abs(v) >= 0.001 ? Math.abs(v).toPrecision(3) : Math.abs(v).toExponential(2).replace('-', '−'));
  const brief = v => Math.abs(v) >= 0.001 || v === 0 ? number(v) : v.toExponential(0).replace(/-/g, '−');
  const name = (layer, at) => layer.isOutput ? `${layer.name} ${data.names[at.map]}`
    : layer.size === 1 ? `${layer.name}, unit ${at.map}` : layer.maps === 1 ? `${layer.name}, row ${at.y}, column ${at.x}`
    : `${layer.name}, map ${at.map}, row ${at.y}, column ${at.x}`;

  function sentence(layer, made) {
    const squash = layer.activation ? activationWords[layer.activation] : '';
    if (layer.pooling) return `${layer.pooling === 'Max' ? 'the largest' : 'the mean'} of these four = <b>${number(made.value)}</b>`;
    const total = `Σ of ${counted(made.count)} ${number(made.sum)} + bias ${number(made.bias)} = ${number(made.sum + made.bias)}`;
    if (layer.isOutput) return `${total.replace(/= (\S+)$/, '= <b>$1</b>')}, which the softmax over the ${data.classes} outputs turns into <b>${share(net.probabilities[net.picked])}</b>`;
    return squash ? `${squash}${total} )${layer.activation === 'ScaledTanh' ? ' )' : ''} = <b>${number(made.value)}</b>` : total.replace(/= (\S+)$/, '= <b>$1</b>');
  }

  const reads = { conv: (l, at) => `reads a ${l.kernel}×${l.kernel} patch of ${l.source.kind === 'input' ? 'the input' : `${l.sources ? l.sources[at.map].length : `each of the ${l.source.maps}`} maps of ${l.source.name}`}`,
    pool: l => `reads a 2×2 patch of the same map of ${l.source.name}`, full: l => `reads all ${l.source.units} values of ${l.source.name}`,
    input: () => net.margin === 0 ? 'is a pixel of the prepared digit' : `is a pixel of the prepared digit, with a margin of ${net.margin === 2 ? 'two' : net.margin}` };
  const title = (bold, words) => what.replaceChildren(Object.assign(document.createElement('b'), { textContent: bold }), ' ' + words);

  function show({ layer, at }, bytes, backward, label) {
    back.hidden = !backward;
    if (at.weight !== undefined) showWeight(layer, at.weight, backward);
    else if (backward) showGradient(layer, at, label);
    else showValue(layer, at, bytes);
  }

  function showValue(layer, at, bytes) {
    title(name(layer, at), reads[layer.kind](layer, at));
    if (layer.kind === 'input') {
      const m = net.margin, inside = at.x >= m && at.y >= m && at.x < side + m && at.y < side + m, ink = inside ? bytes[(at.y - m) * side + at.x - m] : 0;
      sum.innerHTML = `ink ${ink} of 255: (${ink} / 255 − ${data.mean}) / ${data.deviation} = <b>${number(layer.values[at.y * layer.size + at.x])}</b>`;
      draw([], forwardNames, 1);
      return;
    }
    net.picked = at.map;
    const made = net.terms(layer, at.map, at.y, at.x);
    sum.innerHTML = sentence(layer, made);
    draw(made.groups, forwardNames, scaleOf(layer.source));
  }

  /** The gradient of the loss by one value: the sum over the units above that see it; then the slope. */
  function showGradient(layer, at, label) {
    const steps = chainFrom(net, layer, at), { gradient, slope, delta } = steps[0], truth = `“${data.names[label]}”`;
    title(name(layer, at), layer.isOutput ? 'goes into the softmax, and that into the loss' : `is seen by ${counted(steps[0].count)} of ${net.layers[layer.index + 1].name}`);
    const sloped = layer.activation ? ` × slope of ${words(layer)} ${number(slope)} = <b>${tiny(delta)}</b>, ∂loss/∂sum` : '';
    if (layer.isOutput) sum.innerHTML = `∂loss/∂output = softmax ${number(net.probabilities[at.map])} − ${at.map === label ? `1, since the label is ${truth}` : `0, since the label is ${truth}`} = <b>${tiny(gradient)}</b>`;
    else sum.innerHTML = `∂loss/∂value = Σ of ${counted(steps[0].count)} = <b>${tiny(gradient)}</b>${sloped}`;
    draw(layer.isOutput ? [] : gradientTerms(net, layer, at).groups, { patch: '∂loss/∂sum', kernel: '× weight', products: '= product' });
    listChain(steps);
  }

  /** What a weight is multiplied with everywhere: by itself it makes the map, by the deltas its gradient. */
  function showWeight(layer, weight, backward) {
    const place = weightPlace(layer, weight), made = weightTerms(net, layer, weight, backward), value = layer.weight.value[weight], { source } = layer;
    const from = layer.kind === 'full' ? name(source, unitAt(source, place.unit)) : source.maps === 1 ? source.name : `${source.name} map ${place.from}`;
    const inner = layer.kind === 'conv' && layer.kernel > 1 ? `, row ${place.ky}, column ${place.kx} of the kernel` : '';
    title(`${layer.name}, weight of ${layer.isOutput ? data.names[place.map] : layer.size > 1 ? `map ${place.map}` : `unit ${place.map}`} for ${from}${inner}`, `= ${number(value)}`);
    const places = made.count === 1 ? 'one place' : `${made.count} places`;
    sum.innerHTML = backward ? `∂loss/∂weight = Σ over ${places} of what it sees × ∂loss/∂sum there = <b>${tiny(made.sum)}</b>`
      : `one weight for ${places}: <b>${number(value)}</b> × what it sees goes into the sum of each`;
    draw(made.groups, { patch: 'what it sees', kernel: backward ? '× ∂loss/∂sum' : '× weight', products: '= product' }, backward ? 0 : scaleOf(source));
    if (!backward) return;
    const best = strongest(made);
    listChain(chainFrom(net, layer, unitAt(layer, best.unit)));
    const item = document.createElement('li');
    item.append(`this weight: there it sees ${number(best.weight ? best.product / best.weight : 0)}, and that gives ${tiny(best.product)}${made.count > 1 ? `, the largest of ${made.count} products` : ''}`);
    chain.append(item);
  }

  const words = layer => ({ Tanh: 'tanh', Relu: 'ReLU', Sigmoid: 'sigmoid', ScaledTanh: '1.7159 tanh(⅔a)' })[layer.activation];

  /** From the loss down to the chosen value, each layer's strongest unit on a button that chooses it. */
  function listChain(steps) {
    const top = steps[steps.length - 1];
    chain.replaceChildren(...[...steps].reverse().map(({ layer, at, count, gradient, slope, delta }) => {
      const item = document.createElement('li'), button = Object.assign(document.createElement('button'), { type: 'button', textContent: name(layer, at) });
      button.addEventListener('click', () => pick(layer, at, false, false));
      item.append(button, layer.isOutput ? ` softmax − label = ${tiny(gradient)}` : ` Σ of ${count} = ${tiny(gradient)}${layer.activation ? `, × slope ${number(slope)} = ${tiny(delta)}` : ''}`);
      return item;
    }));
    const factors = steps.slice(0, -1).map(({ layer, slope, weight }) => (layer.activation && layer !== steps[0].layer ? `${number(slope)} · ` : '') + number(weight)).reverse();
    const alone = steps.slice(0, -1).reduce((p, { layer, slope, weight }) => p * weight * (layer !== steps[0].layer ? slope : 1), top.delta);
    path.textContent = steps.length === 1 ? '' : `The strongest path alone, from the loss to ${name(steps[0].layer, steps[0].at)}: ${tiny(top.delta)} · ${factors.join(' · ')} = ${tiny(alone)}. All paths together: ${tiny(steps[0].gradient)}.`;
  }

  /** Says what the finite difference is, beside the gradient of the chain. */
  function check({ layer, at }, label) {
    const isWeight = at.weight !== undefined, index = isWeight ? at.weight : placeOf(layer, at);
    const chained = isWeight ? layer.weight.gradient[index] : layer.gradients[index];
    const found = isWeight ? finiteDifference(net, label, layer.weight.value, index, layer.index) : finiteDifference(net, label, layer.values, index, layer.index + 1);
    const off = Math.abs(found - chained), kink = off > 1e-4 * Math.abs(chained) + 1e-7;
    const exact = v => v === 0 ? '0' : (v < 0 ? '−' : '') + (Math.abs(v) < 1e-4 ? Math.abs(v).toExponential(5).replace('-', '−') : Math.abs(v).toFixed(8));
    checked.textContent = `(loss(v + h) − loss(v − h)) / 2h = ${exact(found)}; the chain rule gives ${exact(chained)}. They differ by ${off.toExponential(0).replace('-', '−')}${kink ? '; a kink of a maximum or a ReLU is this near' : ''}.`;
  }

  const forwardNames = { patch: 'what it sees', kernel: '× weight', products: '= product' };
  const scaleOf = layer => layer.kind === 'input' ? (1 - data.mean) / data.deviation : pictures.range(layer);

  /** One group: blocks side by side with numbers. Several: a column for each map that is read. */
  function draw(groups, names, scale) {
    const ratio = window.devicePixelRatio || 1, wide = panel.clientWidth || 300, single = groups.length === 1;
    const style = getComputedStyle(root.host), ink = style.getPropertyValue('--ink'), muted = style.getPropertyValue('--muted'), rule = style.getPropertyValue('--rule');
    const cols = groups.length ? groups[0].cols : 0, rows = groups.length ? Math.ceil(groups[0].patch.length / cols) : 0;
    const kinds = groups.length && !groups[0].kernel ? ['patch'] : ['patch', 'kernel', 'products'];
    const label = single ? 0 : 74, gap = single ? 30 : Math.min(9, wide / 60);
    const across = single ? kinds.length : groups.length;
    const cell = Math.max(2, Math.min(single ? (cols > 5 ? 13 : 36) : 13, 170 / rows, (wide - label - gap * (across - 1)) / (across * cols)));
    const high = groups.length === 0 ? 1 : single ? 22 + rows * cell : 24 + kinds.length * (rows * cell + 8) + 18;
    canvas.width = Math.round(wide * ratio);
    canvas.height = Math.round(high * ratio);
    canvas.style.height = high + 'px';
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const text = (words, x, y, size, fill, align) => {
      context.font = `${size}px "Segoe UI", "Helvetica Neue", Helvetica, Arial, sans-serif`;
      Object.assign(context, { fillStyle: fill, textAlign: align, textBaseline: 'middle' });
      context.fillText(words, x, y);
    };
    const ranges = {};
    for (const kind of kinds) {
      ranges[kind] = 1e-12;
      for (const group of groups) for (const v of group[kind]) ranges[kind] = Math.max(ranges[kind], Math.abs(v));
    }
    // A fixed scale, so that the colours do not jump while one draws; the input's is that of full ink.
    if (scale) ranges.patch = scale;
    groups.forEach((group, g) => kinds.forEach((kind, k) => {
      const left = single ? k * Math.max(cols * cell + gap, 96) : label + g * (cols * cell + gap), top = single ? 22 : 24 + k * (rows * cell + 8);
      if (single) text(names[kind], left, 9, 12.5, muted, 'left');
      else if (g === 0) text(names[kind], 0, top + rows * cell / 2, 12.5, muted, 'left');
      if (!single && k === 0 && cols * cell > 14) text(group.map, left + cols * cell / 2, 10, 12, muted, 'center');
      group[kind].forEach((v, i) => {
        const x = left + (i % cols) * cell, y = top + Math.floor(i / cols) * cell, pad = cell > 6 ? 0.5 : 0;
        context.fillStyle = pictures.css(v, ranges[kind]);
        context.fillRect(x, y, cell - pad, cell - pad);
        if (cell >= 26) text((v <= -0.005 ? '−' : '') + (Math.abs(v) < 0.005 && v !== 0 ? '·' : Math.abs(v).toFixed(2)), x + cell / 2, y + cell / 2, cell / 3.1, Math.abs(v) > 0.62 * ranges[kind] ? '#fff' : '#22211f', 'center');
      });
      context.strokeStyle = rule;
      context.lineWidth = 1;
      context.strokeRect(left - 0.5, top - 0.5, cols * cell + 0.5, rows * cell + 0.5);
      if (kind === 'products' && !single && cols * cell >= 34) text(names === forwardNames ? number(group.sum) : brief(group.sum), left + cols * cell / 2, top + rows * cell + 10, 11.5, ink, 'center');
    }));
    if (!single && groups.length && cols * cell >= 34) text('Σ', 0, high - 16, 12.5, muted, 'left');
  }

  const say = () => { live.textContent = `${what.firstChild.textContent}: ${sum.textContent}`; };
  return { show, say, check, unchecked: () => { checked.textContent = ''; } };
}

/** How many products, in words. */
function counted(count) {
  return count === 1 ? '1 product' : `${count} products`;
}
