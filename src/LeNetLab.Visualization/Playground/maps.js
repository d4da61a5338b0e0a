// The layers as pictures, each one canvas whose pixels are its values; and the ten bars.

function layerPictures(root, net, data, pick) {
  const flow = root.querySelector('.flow'), colours = bytesOf(data.colours), steps = colours.length / 3 - 1;
  const lookup = new Uint32Array(steps + 1);
  for (let i = 0; i <= steps; i++) lookup[i] = (255 << 24 | colours[3 * i + 2] << 16 | colours[3 * i + 1] << 8 | colours[3 * i]) >>> 0;
  const colour = (value, range) => Math.round((Math.min(Math.max(value / range, -1), 1) + 1) / 2 * steps);
  const css = (value, range) => { const i = 3 * colour(value, range); return `rgb(${colours[i]},${colours[i + 1]},${colours[i + 2]})`; };
  const make = (tag, name, parent) => { const e = document.createElement(tag); e.className = name; parent.append(e); return e; };
  const views = net.layers.map(build);
  const bars = [...flow.querySelectorAll('.bar')];

  function build(layer) {
    const section = make('div', 'layer ' + layer.name.toLowerCase(), flow), header = make('header', '', section);
    make('b', '', header).textContent = layer.name;
    header.append(layer.size > 1 ? `${layer.maps} × ${layer.size}×${layer.size}` : `${layer.maps}`);
    const isOutput = layer.isOutput, holder = make('div', isOutput ? 'bars' : 'maps', section);
    const view = { layer, holder, gap: layer.size > 1 && layer.maps > 1 ? 1 : 0, range: 1, at: { map: 0, y: layer.size >> 1, x: layer.size >> 1 } };
    const many = layer.maps > 1 && layer.size > 1 ? ' Page Up and Page Down change the map.' : '';
    let target = holder;
    if (isOutput) {
      for (let c = 0; c < layer.maps; c++) {
        const bar = make('div', 'bar', holder);
        make('small', '', bar);
        make('i', '', bar);
        make('b', '', bar).textContent = data.names[c];
      }
    } else {
      const rows = Math.ceil(layer.maps / layer.cols), pitch = layer.size + view.gap;
      view.canvas = target = make('canvas', '', holder);
      view.width = target.width = layer.cols * pitch - view.gap;
      view.height = target.height = rows * pitch - view.gap;
      if (layer.kind === 'input') holder.classList.add('ink-box');
      holder.style.width = view.width * layer.scale + 'px';
      view.context = target.getContext('2d');
      view.image = view.context.createImageData(view.width, view.height);
      view.pixels = new Uint32Array(view.image.data.buffer);
    }
    target.tabIndex = 0;
    target.setAttribute('role', 'application');
    target.setAttribute('aria-roledescription', 'feature maps');
    target.setAttribute('aria-label', `${layer.name}: ${layer.maps} ${layer.size > 1 ? `maps of ${layer.size} by ${layer.size}` : 'values'}. Arrow keys choose one.${many}`);
    const point = (event, fixed) => {
      const found = locate(view, event);
      if (found) pick(layer, Object.assign(view.at, found), fixed, false);
    };
    target.addEventListener('pointermove', event => { if (event.pointerType === 'mouse') point(event, null); });
    target.addEventListener('pointerdown', event => point(event, event.pointerType === 'mouse'));
    target.addEventListener('focus', () => { if (target.matches(':focus-visible')) pick(layer, view.at, false, true); });
    target.addEventListener('keydown', event => {
      if (move(view, event.key)) { event.preventDefault(); pick(layer, view.at, false, true); }
    });
    return view;
  }

  function locate({ layer, holder, gap, canvas, width, height }, event) {
    if (!canvas) {
      const bar = event.composedPath().find(e => e.classList && e.classList.contains('bar'));
      return bar ? { map: bars.indexOf(bar), y: 0, x: 0 } : null;
    }
    const rect = canvas.getBoundingClientRect(), pitch = layer.size + gap;
    const px = Math.floor((event.clientX - rect.left) / rect.width * width), py = Math.floor((event.clientY - rect.top) / rect.height * height);
    const column = Math.floor(px / pitch), row = Math.floor(py / pitch), map = row * layer.cols + column;
    const x = px - column * pitch, y = py - row * pitch;
    return px < 0 || py < 0 || column >= layer.cols || map >= layer.maps || x >= layer.size || y >= layer.size ? null : { map, y, x };
  }

  function move({ layer, at }, key) {
    const arrow = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
    const within = (v, n) => Math.min(Math.max(v, 0), n - 1);
    if (key === 'PageDown' || key === 'PageUp') at.map = within(at.map + (key === 'PageDown' ? 1 : -1), layer.maps);
    else if (!arrow) return false;
    else if (layer.size === 1) at.map = within(at.map + arrow[0] + arrow[1] * (layer.isOutput ? 1 : layer.cols), layer.maps);
    else Object.assign(at, { x: within(at.x + arrow[0], layer.size), y: within(at.y + arrow[1], layer.size) });
    return true;
  }

  /** Whether its values lie between −1 and 1, as tanh's and sigmoid's do, and their means. */
  const bounded = layer => layer.activation ? layer.activation !== 'Relu' : layer.kind === 'input' || !!layer.pooling && bounded(layer.source);

  /** Paints every layer's values, or the loss's gradients by them. Values with bounds have one scale for all, others one for each layer. */
  function paint(bytes, backward) {
    const inside = v => v >= net.margin && v < side + net.margin;
    for (const view of views) {
      const { layer, pixels, gap, width } = view, { size, maps, cols } = layer, values = backward ? layer.gradients : layer.values, ink = layer.kind === 'input' && !backward;
      if (!view.canvas) continue;
      view.range = 1;
      if (backward) view.range = 1e-12;
      if (backward || !bounded(layer)) for (const v of values) view.range = Math.max(view.range, Math.abs(v));
      for (let map = 0, at = 0; map < maps; map++) {
        const left = (map % cols) * (size + gap), top = Math.floor(map / cols) * (size + gap);
        for (let y = 0; y < size; y++) {
          for (let x = 0, to = (top + y) * width + left; x < size; x++, at++, to++) {
            if (!ink) pixels[to] = lookup[colour(values[at], view.range)];
            else pixels[to] = (inside(x) && inside(y) ? bytes[(y - net.margin) * side + x - net.margin] : 0) << 24;
          }
        }
      }
      view.context.putImageData(view.image, 0, 0);
    }
    const p = net.probabilities, best = p.indexOf(Math.max(...p));
    bars.forEach((bar, c) => {
      bar.style.setProperty('--p', p[c].toFixed(4));
      bar.classList.toggle('best', c === best);
      bar.firstChild.textContent = share(p[c]);
    });
  }

  /** Frames the chosen pixel, what it reads in the layer before, and all it sees of the digit. */
  function frame(layer, at) {
    for (const old of flow.querySelectorAll('.box')) old.remove();
    bars.forEach((bar, c) => bar.classList.toggle('picked', layer.isOutput && c === at.map));
    const add = (to, name, map, y, x, w, h) => {
      const view = views[to.index], pitch = to.size + view.gap, box = make('div', 'box ' + name, view.holder);
      const left = (map % to.cols) * pitch + x, top = Math.floor(map / to.cols) * pitch + y;
      Object.assign(box.style, { left: 100 * left / view.width + '%', top: 100 * top / view.height + '%', width: 100 * w / view.width + '%', height: 100 * h / view.height + '%' });
    };
    if (at.weight !== undefined) return;
    if (!layer.isOutput) add(layer, 'self', at.map, at.y, at.x, 1, 1);
    const source = layer.source;
    if (!source) return;
    if (layer.kind === 'conv') for (const s of sourcesOf(layer, at.map)) add(source, '', s, at.y - (layer.padding || 0), at.x - (layer.padding || 0), layer.kernel, layer.kernel);
    else if (layer.kind === 'pool') add(source, '', sourcesOf(layer, at.map)[0], 2 * at.y, 2 * at.x, 2, 2);
    else { const view = views[source.index]; add(source, '', 0, 0, 0, view.width, view.height); }
    // Size and step of the field in the input, for each layer.
    let seen = 1, step = 1, from = 0;
    for (const l of net.layers.slice(1, layer.index + 1)) {
      from -= step * (l.padding || 0);
      if (l.kind === 'full') [seen, step, from] = [net.layers[0].size, 0, 0];
      else [seen, step] = [seen + (l.kernel - 1) * step, l.kind === 'pool' ? step * l.kernel : step];
    }
    if (layer.index > 1) add(net.layers[0], 'field', 0, from + step * at.y, from + step * at.x, seen, seen);
  }

  return { paint, frame, css, pixel: (value, range) => lookup[colour(value, range)], range: layer => views[layer.index].range };
}

const share = p => p >= 0.9995 ? '100 %' : p < 0.0005 ? '0' : p < 0.0995 ? (100 * p).toFixed(1) + ' %' : Math.round(100 * p) + ' %';
