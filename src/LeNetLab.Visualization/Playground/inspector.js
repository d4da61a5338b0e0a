// One value taken apart: what it sees, what it weighs it with, the products, their sum.

function inspector(root, net, data, pictures) {
  const panel = root.querySelector('.inspector'), canvas = panel.querySelector('.terms'), context = canvas.getContext('2d');
  const what = panel.querySelector('.what'), sum = panel.querySelector('.sum'), live = panel.querySelector('.live');
  const number = v => (v <= -0.0005 ? '−' : '') + Math.abs(v).toFixed(Math.abs(v) < 9.995 ? 3 : 2);
  const name = (layer, at) => layer.isOutput ? `${layer.name} ${data.names[at.map]}`
    : layer.size === 1 ? `${layer.name}, unit ${at.map}` : layer.maps === 1 ? `${layer.name}, row ${at.y}, column ${at.x}`
    : `${layer.name}, map ${at.map}, row ${at.y}, column ${at.x}`;

  function sentence(layer, made) {
    const squash = layer.activation ? activationWords[layer.activation] : '';
    if (layer.pooling) return `${layer.pooling === 'Max' ? 'the largest' : 'the mean'} of these four = <b>${number(made.value)}</b>`;
    const total = `Σ of ${made.count} products ${number(made.sum)} + bias ${number(made.bias)} = ${number(made.sum + made.bias)}`;
    if (layer.isOutput) return `${total.replace(/= (\S+)$/, '= <b>$1</b>')}, which the softmax over the ${data.classes} outputs turns into <b>${share(net.probabilities[net.picked])}</b>`;
    return squash ? `${squash}${total} )${layer.activation === 'ScaledTanh' ? ' )' : ''} = <b>${number(made.value)}</b>` : total.replace(/= (\S+)$/, '= <b>$1</b>');
  }

  function show(layer, at, bytes) {
    const reads = { conv: l => `reads a ${l.kernel}×${l.kernel} patch of ${l.source.maps === 1 ? 'the input' : `${l.sources ? l.sources[at.map].length : `each of the ${l.source.maps}`} maps of ${l.source.name}`}`,
      pool: l => `reads a 2×2 patch of the same map of ${l.source.name}`, full: l => `reads all ${l.source.units} values of ${l.source.name}`, input: () => net.margin === 0 ? 'is a pixel of the prepared digit' : `is a pixel of the prepared digit, with a margin of ${net.margin === 2 ? 'two' : net.margin}` };
    what.replaceChildren(Object.assign(document.createElement('b'), { textContent: name(layer, at) }), ' ' + reads[layer.kind](layer));
    if (layer.kind === 'input') {
      const m = net.margin, inside = at.x >= m && at.y >= m && at.x < side + m && at.y < side + m, ink = inside ? bytes[(at.y - m) * side + at.x - m] : 0;
      sum.innerHTML = `ink ${ink} of 255: (${ink} / 255 − ${data.mean}) / ${data.deviation} = <b>${number(layer.values[at.y * layer.size + at.x])}</b>`;
      draw([], layer);
      return;
    }
    net.picked = at.map;
    const made = net.terms(layer, at.map, at.y, at.x);
    sum.innerHTML = sentence(layer, made);
    draw(made.groups, layer);
  }

  /** One group: blocks side by side with numbers. Several: a column for each map that is read. */
  function draw(groups, layer) {
    const ratio = window.devicePixelRatio || 1, wide = panel.clientWidth || 300, single = groups.length === 1;
    const style = getComputedStyle(root.host), ink = style.getPropertyValue('--ink'), muted = style.getPropertyValue('--muted'), rule = style.getPropertyValue('--rule');
    const cols = groups.length ? groups[0].cols : 0, rows = groups.length ? Math.ceil(groups[0].patch.length / cols) : 0;
    const kinds = groups.length && !groups[0].kernel ? ['patch'] : ['patch', 'kernel', 'products'];
    const names = { patch: 'what it sees', kernel: '× weight', products: '= product' };
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
      ranges[kind] = 1e-6;
      for (const group of groups) for (const v of group[kind]) ranges[kind] = Math.max(ranges[kind], Math.abs(v));
    }
    // Fixed scales, so that the colours do not jump while one draws; the input's is that of full ink.
    if (groups.length) ranges.patch = layer.source.kind === 'input' ? (1 - data.mean) / data.deviation : pictures.range(layer.source);
    groups.forEach((group, g) => kinds.forEach((kind, k) => {
      const left = single ? k * (cols * cell + gap) : label + g * (cols * cell + gap), top = single ? 22 : 24 + k * (rows * cell + 8);
      if (single) text(names[kind], left, 9, 12.5, muted, 'left');
      else if (g === 0) text(names[kind], 0, top + rows * cell / 2, 12.5, muted, 'left');
      if (!single && k === 0 && cols * cell > 14) text(group.map, left + cols * cell / 2, 10, 12, muted, 'center');
      group[kind].forEach((v, i) => {
        const x = left + (i % cols) * cell, y = top + Math.floor(i / cols) * cell, pad = cell > 6 ? 0.5 : 0;
        context.fillStyle = pictures.css(v, ranges[kind]);
        context.fillRect(x, y, cell - pad, cell - pad);
        if (cell >= 26) text((v <= -0.005 ? '−' : '') + Math.abs(v).toFixed(2), x + cell / 2, y + cell / 2, cell / 3.1, Math.abs(v) > 0.62 * ranges[kind] ? '#fff' : '#22211f', 'center');
      });
      context.strokeStyle = rule;
      context.lineWidth = 1;
      context.strokeRect(left - 0.5, top - 0.5, cols * cell + 0.5, rows * cell + 0.5);
      if (kind === 'products' && !single && cols * cell >= 34) text(number(group.sum), left + cols * cell / 2, top + rows * cell + 10, 11.5, ink, 'center');
    }));
    if (!single && groups.length && cols * cell >= 34) text('Σ', 0, high - 16, 12.5, muted, 'left');
  }

  const say = (layer, at) => { live.textContent = `${name(layer, at)}: ${sum.textContent}`; };
  return { show, say };
}
