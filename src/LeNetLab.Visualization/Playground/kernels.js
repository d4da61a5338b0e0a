// The weights as pictures: a tile for each kernel, a row for each unit of a full layer. Pointing at a weight explains it.

function kernelPictures(root, net, pictures, pick) {
  const box = root.querySelector('.kernels');
  const heading = document.createElement('p');
  box.append(heading);
  const views = net.layers.filter(layer => layer.weight).map(build);

  function build(layer) {
    const { weight, maps, source } = layer, side = layer.kind === 'conv' ? layer.kernel : 0, gap = side > 1 ? 1 : 0;
    // Across are the maps (or, in a full layer, its inputs), down the maps below (or its units).
    const across = layer.kind === 'full' ? source.units : maps, down = layer.kind === 'full' ? maps : layer.kind === 'conv' ? source.maps : 1;
    const pitch = (side || 1) + gap, width = across * pitch - gap, height = down * pitch - gap;
    const scale = Math.max(1, Math.min(8, Math.floor(260 / width)));
    const section = document.createElement('div'), header = document.createElement('header'), canvas = document.createElement('canvas');
    section.className = 'layer';
    const holder = document.createElement('div');
    holder.className = 'maps';
    holder.style.width = width * scale + 'px';
    header.append(Object.assign(document.createElement('b'), { textContent: layer.name }), layer.kind === 'conv' ? `${maps} × ${source.maps} kernels of ${side}×${side}` : `${weight.value.length.toLocaleString('en')} weights`);
    Object.assign(canvas, { width, height, tabIndex: 0 });
    canvas.setAttribute('role', 'application');
    canvas.setAttribute('aria-roledescription', 'weights');
    canvas.setAttribute('aria-label', `${layer.name}: ${weight.value.length} weights. Arrow keys choose one.`);
    holder.append(canvas);
    section.append(header, holder);
    box.append(section);
    const context = canvas.getContext('2d'), image = context.createImageData(width, height), pixels = new Uint32Array(image.data.buffer);
    // Where each weight lies in the picture.
    const places = new Uint32Array(weight.value.length), inverse = new Int32Array(width * height).fill(-1);
    for (let i = 0; i < places.length; i++) {
      const [first, rest] = layer.kind === 'full' ? [i % source.units, Math.floor(i / source.units)] : [Math.floor(i / (down * (side || 1) ** 2)), Math.floor(i / (side || 1) ** 2) % down];
      const inner = side ? i % (side * side) : 0;
      places[i] = (rest * pitch + (side ? Math.floor(inner / side) : 0)) * width + first * pitch + (side ? inner % side : 0);
      inverse[places[i]] = i;
    }
    const view = { layer, canvas, context, image, pixels, places, at: 0, width, holder, pitch };
    const point = (event, fixed) => {
      const rect = canvas.getBoundingClientRect(), x = Math.floor((event.clientX - rect.left) / rect.width * width), y = Math.floor((event.clientY - rect.top) / rect.height * height);
      const found = inverse[y * width + x];
      if (found >= 0) pick(layer, { weight: view.at = found }, fixed, false);
    };
    canvas.addEventListener('pointermove', event => { if (event.pointerType === 'mouse') point(event, null); });
    canvas.addEventListener('pointerdown', event => point(event, event.pointerType === 'mouse'));
    canvas.addEventListener('focus', () => { if (canvas.matches(':focus-visible')) pick(layer, { weight: view.at }, false, true); });
    canvas.addEventListener('keydown', event => {
      const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -width, ArrowDown: width }[event.key];
      if (!step) return;
      event.preventDefault();
      // Over the gap between two kernels to the next weight.
      for (let to = places[view.at] + step, tries = 0; to >= 0 && to < inverse.length && tries < 2; to += step, tries++)
        if (inverse[to] >= 0) { view.at = inverse[to]; break; }
      pick(layer, { weight: view.at }, false, true);
    });
    return view;
  }

  /** Paints every weight, or the loss's gradient by it. */
  function paint(backward) {
    heading.textContent = backward ? 'The loss’s gradient by every weight; point at one' : 'Every weight; point at one';
    for (const { layer, context, image, pixels, places } of views) {
      const numbers = backward ? layer.weight.gradient : layer.weight.value;
      let range = 1e-12;
      for (let i = 0; i < numbers.length; i++) range = Math.max(range, Math.abs(numbers[i]));
      for (let i = 0; i < numbers.length; i++) pixels[places[i]] = pictures.pixel(numbers[i], range * 0.7);
      context.putImageData(image, 0, 0);
    }
  }

  /** Frames the chosen weight, or none. */
  function frame(layer, at) {
    for (const view of views) {
      for (const old of view.holder.querySelectorAll('.box')) old.remove();
      if (view.layer !== layer || at.weight === undefined) continue;
      const place = view.places[at.weight], mark = document.createElement('div'), { canvas } = view;
      mark.className = 'box self';
      Object.assign(mark.style, { left: 100 * (place % view.width) / view.width + '%', top: 100 * Math.floor(place / view.width) / canvas.height + '%', width: 100 / view.width + '%', height: 100 / canvas.height + '%' });
      view.holder.append(mark);
    }
  }

  return { paint, frame };
}
