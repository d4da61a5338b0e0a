// The page's part: puts the playground in the place of the still picture and keeps it up to date.

function start(data, css, html) {
  const script = document.currentScript, mine = script && script.closest('figure[data-lenetlab-playground]');
  // A notebook may run the script outside its output; then it takes the figures that were made of the same content.
  const found = mine ? [mine] : document.querySelectorAll(`figure[data-lenetlab-playground="${data.key}"]`);
  for (const figure of found) {
    const host = figure.querySelector('.lenetlab-playground');
    if (host && !host.shadowRoot) build(host);
  }

  function build(host) {
    // A shadow root: no style and no name of the page reaches in, none leaks out. The still picture is hidden by it.
    const root = host.attachShadow({ mode: 'open' });
    root.innerHTML = `<style>${css}</style>${html}`;
    // A notebook listens for the same keys: there Delete deletes the cell, and an arrow takes the focus away.
    // Tab leaves the playground, and so do the keys of the browser's own menus.
    for (const type of ['keydown', 'keypress', 'keyup'])
      host.addEventListener(type, event => { if (event.key !== 'Tab' && !event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation(); });
    const net = network(data), none = new Uint8Array(side * side);
    const digitBox = root.querySelector('.digit'), sure = root.querySelector('.sure'), live = root.querySelector('.left .live');
    const labels = root.querySelector('.label'), modes = [...root.querySelectorAll('[data-mode]')];
    let bytes = none, waiting = 0, speaking = 0, stale = true, ready = false, pinned = false, chosen = null, mode = 'forward', following = true, given = null, training = false, native = true, fresh = true, judging = 0, judgedAt = -Infinity;
    const later = drawn => {
      stale = stale || drawn;
      if (!waiting) waiting = requestAnimationFrame(redraw);
    };
    const pad = drawingPad(root, anew => { training = false; following = following || anew; if (ready) later(true); });
    const pictures = layerPictures(root, net, data, pick);
    const kernels = kernelPictures(root, net, pictures, pick), panel = inspector(root, net, data, pictures, pick);

    function pick(layer, at, fixed, aloud) {
      if (fixed === null && pinned) return;
      // A click holds the choice, the next one lets it go.
      if (fixed) pinned = !pinned || chosen.layer !== layer || chosen.at.map !== at.map || chosen.at.x !== at.x || chosen.at.y !== at.y || chosen.at.weight !== at.weight;
      else if (fixed === false) pinned = false;
      chosen = { layer, at: { ...at } };
      panel.unchecked();
      pictures.frame(layer, chosen.at);
      kernels.frame(layer, chosen.at);
      root.querySelector('.inspector').classList.toggle('pinned', pinned);
      later(false);
      if (aloud) { redraw(); panel.say(); }
    }

    function judge() {
      judgedAt = performance.now();
      if (native && bytes !== none) answer(true, judged(data.judge, net, bytes, pad));
    }

    function redraw() {
      cancelAnimationFrame(waiting);
      waiting = 0;
      if (stale) {
        const digit = pad.digit(), backward = mode === 'backward';
        bytes = digit || none;
        net.run(bytes);
        if (following) labels.value = net.probabilities.indexOf(Math.max(...net.probabilities));
        // Five readings take longer than one: while the pen moves, some ten times a second are enough.
        if (!digit || !native || !data.judge) answer(digit !== null, null);
        else if (performance.now() - judgedAt > 100) judge();
        else judging = judging || requestAnimationFrame(() => { judging = 0; if (!waiting) judge(); });
        if (backward) {
          for (const { gradient } of net.parameters) gradient.fill(0);
          net.backward(1, [+labels.value], true);
        }
        pictures.paint(bytes, backward);
        // A stroke changes no weight, and they are most of what there is to paint.
        if (fresh || backward) kernels.paint(backward);
        fresh = backward;
        panel.unchecked();
        stale = false;
      }
      if (mode !== 'learn') panel.show(chosen, bytes, mode === 'backward', +labels.value);
    }

    // The label follows what the network reads until the reader says what it is.
    labels.append(...data.names.map((name, c) => Object.assign(document.createElement('option'), { value: c, textContent: name })));
    labels.addEventListener('change', () => { following = false; later(true); });
    root.querySelector('.difference').addEventListener('click', () => panel.check(chosen, +labels.value));

    // Forward and backward explain the chosen value; Learn has the training in their place.
    if (!data.digits) modes.pop().remove();
    for (const button of modes) {
      button.addEventListener('click', () => {
        mode = button.dataset.mode;
        for (const other of modes) other.setAttribute('aria-pressed', other === button);
        root.querySelector('.inspector').hidden = mode === 'learn';
        root.querySelector('.learn').hidden = mode !== 'learn';
        if (mode === 'learn') trainee.open();
        later(true);
      });
    }
    const weightsOf = () => given || new Float32Array(bytesOf(data.weights).buffer);
    const take = numbers => { native = false; fresh = true; net.take(numbers); later(true); };
    const trainee = data.digits && learning(root, net, data, pad, {
      weights: numbers => { training = true; take(numbers); }, given: weightsOf, label: () => +labels.value, sampleButton,
      take: numbers => { given = numbers; take(numbers); },
    });

    /** The weights of the library are judged as `lenet predict` does; others, and those learnt here, answer for themselves. */
    function answer(drawn, said) {
      const names = data.names, [first, second] = said ? [said.first, said.second] : [...net.probabilities.keys()].sort((a, b) => net.probabilities[b] - net.probabilities[a]);
      const verdict = said ? { unsure: `not sure: ${names[first]} or ${names[second]}`, several: 'several digits', other: 'not a digit' }[said.verdict] : null;
      const words = !drawn ? 'nothing drawn' : verdict || (said ? `${(100 * Math.min(said.certainty, 0.999)).toFixed(1)} % certain; next ${names[second]}`
        : `${share(net.probabilities[first])}, then ${names[second]} with ${net.probabilities[second] < 0.0005 ? 'less than 0.1 %' : share(net.probabilities[second])}`);
      digitBox.textContent = !drawn ? '–' : verdict ? '?' : names[first];
      sure.textContent = words;
      clearTimeout(speaking);
      // While the network learns, the answer changes all the time; that is not read out.
      if (!training) speaking = setTimeout(() => {
        live.textContent = !drawn ? 'The pad is empty.' : verdict ? `${verdict[0].toUpperCase()}${verdict.slice(1)}.` : `Read as ${names[first]}: ${words}.`;
      }, 400);
    }

    const samples = bytesOf(data.samples), row = root.querySelector('.samples');
    data.labels.forEach((label, i) => row.append(sampleButton(samples.subarray(784 * i, 784 * (i + 1)), label, `a real ${data.names[label]}`, '')));

    /** A digit on a button that loads it. */
    function sampleButton(sample, label, words, below) {
      const button = document.createElement('button'), icon = document.createElement('canvas');
      Object.assign(button, { type: 'button', title: words });
      button.setAttribute('aria-label', `Load ${words}`);
      icon.width = icon.height = side;
      const context = icon.getContext('2d'), image = context.createImageData(side, side);
      sample.forEach((v, p) => { image.data[4 * p + 3] = v; });
      context.putImageData(image, 0, 0);
      button.append(icon);
      if (below) button.append(Object.assign(document.createElement('small'), { textContent: below }));
      button.addEventListener('click', () => { pad.load(sample, false); following = false; labels.value = label; });
      return button;
    }

    pad.load(samples.subarray(784 * data.shown, 784 * (data.shown + 1)), true);
    following = false;
    labels.value = data.labels[data.shown];
    ready = true;
    // The strongest pixel of C1's first map: a place where there is something to see.
    bytes = pad.digit();
    net.run(bytes);
    const first = net.layers[1].values.subarray(0, net.layers[1].size ** 2), top = first.indexOf(Math.max(...first));
    pick(net.layers[1], { map: 0, y: Math.floor(top / net.layers[1].size), x: top % net.layers[1].size }, false, false);
    redraw();
    if (window.ResizeObserver) new ResizeObserver(() => { later(false); if (mode === 'learn') trainee.open(); }).observe(root.querySelector('.lower'));
    window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { later(false); if (mode === 'learn') trainee.open(); });
    // For those who want to look behind it, and for the tests.
    host.lenet = { prepare, engine, optimizer, data, net, run: digit => Array.from(net.run(digit)), layers: net.layers, pad, judged, signsOf, load: pad.load, trainee, redraw: () => { stale = fresh = true; redraw(); } };
  }
}
