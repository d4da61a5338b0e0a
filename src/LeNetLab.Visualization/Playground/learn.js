// Training in the page: the controls, the curves, the worker that computes.

/** Whether the page's own rules let a worker of this scheme start. Asking the browser would write an error to the console. */
function mayWork(scheme) {
  return [...document.querySelectorAll('meta[http-equiv="Content-Security-Policy" i]')].every(({ content }) => {
    const rules = new Map(content.split(';').map(rule => rule.trim().split(/\s+/)).map(([name, ...sources]) => [name.toLowerCase(), sources]));
    const sources = ['worker-src', 'child-src', 'script-src', 'default-src'].map(name => rules.get(name)).find(Boolean);
    return !sources || sources.includes(scheme);
  });
}

/** What runs in the worker: it trains for a while, then listens for what it is told. */
function workerMain(make) {
  let learner = null, working = false;
  const turn = () => { working = learner.run(40); if (working) setTimeout(turn); };
  onmessage = ({ data: [name, value] }) => {
    if (name === 'setup') { learner = make(value, r => postMessage(r, r.weights ? [r.weights.buffer] : [])); postMessage({}); return; }
    learner.tell(name, value);
    if (!working) { working = true; setTimeout(turn); }
  };
}

/** Trains in a worker made of this page's own text; where none may be, in slices of a few milliseconds here. */
function startLearner(setup, report) {
  let tell = null;
  const early = [];
  function here() {
    const learner = trainer(engine, optimizer, seeded, mapped, setup, report);
    let working = false;
    const turn = () => { working = learner.run(6); if (working) setTimeout(turn); };
    tell = (name, value) => { learner.tell(name, value); if (!working) { working = true; setTimeout(turn); } };
    for (const words of early.splice(0)) tell(...words);
  }
  function inWorker(scheme) {
    const text = `"use strict";(${workerMain})((setup, report) => (${trainer})(${engine}, ${optimizer}, ${seeded}, ${mapped}, setup, report));`;
    const address = scheme === 'blob:' ? URL.createObjectURL(new Blob([text], { type: 'text/javascript' })) : 'data:text/javascript,' + encodeURIComponent(text);
    const worker = new Worker(address);
    let answered = false;
    worker.onmessage = ({ data: said }) => {
      if (answered) { report(said); return; }
      answered = true;
      tell = (name, value) => worker.postMessage([name, value]);
      for (const words of early.splice(0)) tell(...words);
    };
    worker.onerror = event => { event.preventDefault(); worker.terminate(); if (!answered) here(); };
    worker.postMessage(['setup', setup]);
  }
  const scheme = ['blob:', 'data:'].find(mayWork);
  try {
    if (scheme && typeof Worker === 'function') inWorker(scheme);
    else here();
  } catch { here(); }
  return (name, value) => { if (tell) tell(name, value); else early.push([name, value]); };
}

function learning(root, net, data, pad, hooks) {
  const panel = root.querySelector('.learn'), find = what => panel.querySelector(what);
  const buttons = Object.fromEntries([...panel.querySelectorAll('[data-learn]')].map(b => [b.dataset.learn, b]));
  const choices = Object.fromEntries([...panel.querySelectorAll('[data-choice]')].map(b => [b.dataset.choice, b]));
  const held = data.held, learn = data.digitLabels.length - held, calm = window.matchMedia('(prefers-reduced-motion: reduce)');
  const option = (value, words) => Object.assign(document.createElement('option'), { value, textContent: words });
  choices.rate.append(...[0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2].map(v => option(v, String(v))));
  choices.rate.value = 0.002;
  choices.count.append(...[...new Set([learn, Math.min(50, learn)])].map(n => option(n, `${n.toLocaleString('en')} digits`)));
  const history = [], own = [];
  let tell = null, digits = null, running = false, begun = false, seed = 0, before = null, last = null;

  const settings = () => ({ kind: choices.kind.value, rate: +choices.rate.value, batch: +choices.batch.value, count: +choices.count.value, decay: +choices.decay.value, distort: choices.distort.checked });
  const say = words => { find('.progress').textContent = words; };

  /** Unpacks the digits, once, and starts who trains on them. */
  async function prepareDigits() {
    const stream = new Blob([bytesOf(data.digits)]).stream().pipeThrough(new DecompressionStream('deflate'));
    // Two pixels in a byte, of sixteen greys.
    const packed = new Uint8Array(await new Response(stream).arrayBuffer());
    digits = new Uint8Array(2 * packed.length);
    packed.forEach((two, i) => { digits[2 * i] = 17 * (two >> 4); digits[2 * i + 1] = 17 * (two & 15); });
    const setup = { layers: data.layers, mean: data.mean, deviation: data.deviation, digits, labels: Uint8Array.from(data.digitLabels), held, settings: settings() };
    tell = startLearner(setup, show);
  }
  let ready = null;
  async function withLearner(action) {
    ready = ready || prepareDigits();
    try { await ready; } catch { say('This browser cannot unpack the digits: expected DecompressionStream, found none.'); return; }
    if (!begun) reset();
    action();
  }

  function reset() {
    begun = true;
    history.length = 0;
    before = null;
    const random = choices.from.value === 'random';
    tell('set', settings());
    tell('reset', { seed: ++seed, numbers: random ? null : hooks.given() });
    tell('own', own);
  }

  function run(on) {
    running = on;
    buttons.start.textContent = on ? 'Pause' : 'Start';
    buttons.start.classList.toggle('on', on);
    buttons.step.disabled = on;
  }

  buttons.start.addEventListener('click', () => {
    run(!running);
    withLearner(() => { if (running) tell('go', Infinity); else tell('pause'); });
  });
  buttons.step.addEventListener('click', () => withLearner(() => tell('go', 1)));
  buttons.reset.addEventListener('click', () => { run(false); begun = true; withLearner(reset); });
  for (const choice of Object.values(choices)) {
    choice.addEventListener('change', () => {
      // Each kind of step has its own usual size.
      if (choice === choices.kind) choices.rate.value = { adam: 0.002, momentum: 0.01, plain: 0.1 }[choice.value];
      if (tell && choice !== choices.from) tell('set', settings());
    });
  }

  function show(said) {
    if (said.train) {
      if (said.steps === 0) history.length = 0;
      history.push({ seen: said.seen, train: said.train, test: said.test });
      last = said.test.read;
      curves();
      changes();
    }
    if (said.weights && (said.train || !calm.matches)) hooks.weights(said.weights);
    if (said.steps !== undefined) {
      const latest = history[history.length - 1];
      find('.where').textContent = `step ${said.steps.toLocaleString('en')}, ${said.seen.toLocaleString('en')} digits seen`;
      if (said.ended && latest) say(`After ${latest.seen.toLocaleString('en')} digits: ${percent(latest.train.accuracy)} of the training digits right, ${percent(latest.test.accuracy)} of the ${held} held out.`);
    }
  }

  const percent = share => (100 * share).toFixed(1) + ' %';

  /** Loss and accuracy of both sets, from the first step to the last. */
  function curves() {
    const style = getComputedStyle(root.host), colour = name => style.getPropertyValue(name);
    const lines = [['train', 'training', colour('--blue'), []], ['test', 'held out', colour('--test'), [6, 4]]];
    const losses = history.flatMap(point => [point.train.loss, point.test.loss]);
    plot(find('canvas.loss'), 'Loss', 'loss', 0, Math.max(0.1, ...losses), v => v.toFixed(2));
    plot(find('canvas.accuracy'), 'Accuracy', 'accuracy', 0, 1, percent);

    function plot(canvas, title, key, low, high, words) {
      const ratio = window.devicePixelRatio || 1, wide = canvas.clientWidth || 300, tall = 150, context = canvas.getContext('2d');
      canvas.width = Math.round(wide * ratio);
      canvas.height = Math.round(tall * ratio);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      const left = 34, right = wide - 92, top = 24, bottom = tall - 20, end = Math.max(1, history.length ? history[history.length - 1].seen : 1);
      const x = seen => left + (right - left) * seen / end, y = v => bottom - (bottom - top) * (v - low) / (high - low);
      const text = (what, px, py, fill, align = 'left', size = 12) => {
        context.font = `${size}px "Segoe UI", "Helvetica Neue", Helvetica, Arial, sans-serif`;
        Object.assign(context, { fillStyle: fill, textAlign: align, textBaseline: 'middle' });
        context.fillText(what, px, py);
      };
      text(title, 0, 9, colour('--ink'), 'left', 13);
      context.strokeStyle = colour('--rule');
      context.lineWidth = 1;
      for (const share of [0, 0.5, 1]) {
        const v = low + share * (high - low);
        context.beginPath();
        context.moveTo(left, y(v));
        context.lineTo(right, y(v));
        context.stroke();
        text(key === 'loss' ? v.toFixed(1) : Math.round(100 * v) + ' %', left - 4, y(v), colour('--muted'), 'right', 11);
      }
      text('0', left, tall - 8, colour('--muted'), 'center', 11);
      text(end > 1 ? `${end.toLocaleString('en')} digits` : 'digits seen', right, tall - 8, colour('--muted'), 'right', 11);
      const ends = [];
      for (const [set, label, fill, dashes] of lines) {
        if (!history.length) continue;
        context.beginPath();
        context.setLineDash(dashes);
        history.forEach((point, i) => context[i ? 'lineTo' : 'moveTo'](x(point.seen), y(point[set][key])));
        Object.assign(context, { strokeStyle: fill, lineWidth: 2 });
        context.stroke();
        context.setLineDash([]);
        const v = history[history.length - 1][set][key];
        ends.push({ at: y(v), fill, label: `${label} ${words(v)}` });
      }
      // The two labels keep a line's height apart.
      ends.sort((a, b) => a.at - b.at);
      if (ends.length === 2 && ends[1].at - ends[0].at < 14) {
        const middle = Math.min(bottom - 7, Math.max(top + 7, (ends[0].at + ends[1].at) / 2));
        [ends[0].at, ends[1].at] = [middle - 7, middle + 7];
      }
      for (const { at, fill, label } of ends) text(label, right + 6, at, fill, 'left', 11);
      canvas.setAttribute('aria-label', ends.length ? `${title} over ${end.toLocaleString('en')} digits: ${ends.map(e => e.label).join(', ')}` : `${title}: no step yet`);
    }
  }

  // Teaching: the drawing with its label, what else changes, files.

  buttons.add.addEventListener('click', () => {
    const bytes = pad.digit();
    if (!bytes) { mine('Draw a digit first.'); return; }
    own.push({ bytes: Uint8Array.from(bytes), label: hooks.label() });
    if (last) before = last;
    taught();
  });
  buttons.forget.addEventListener('click', () => { own.length = 0; before = null; taught(); });
  const mine = words => { find('.mine').textContent = words; };
  function taught() {
    buttons.forget.disabled = own.length === 0;
    mine(own.length === 0 ? 'Your digits join the training set; each batch then has one of them.'
      : `${own.length === 1 ? 'One digit' : own.length + ' digits'} of yours: ${own.map(({ label }) => data.names[label]).join(', ')}. Each batch has one.`);
    if (tell) tell('own', own);
    changes();
  }

  /** The held-out digits that are read differently since the last digit was taught, on buttons that load them. */
  function changes() {
    const box = find('.changes');
    if (!before || !last || !digits) { box.replaceChildren(); return; }
    const changed = [...last.keys()].filter(i => last[i] !== before[i]), right = i => last[i] === data.digitLabels[learn + i];
    const better = changed.filter(right).length, worse = changed.filter(i => before[i] === data.digitLabels[learn + i]).length;
    const words = document.createElement('p');
    words.textContent = changed.length === 0 ? `Since you taught it, all ${held} held-out digits are read as before.`
      : `Since you taught it, ${changed.length} of ${held} held-out digits are read differently: ${better} now right, ${worse} now wrong.`;
    box.replaceChildren(words, ...changed.slice(0, 12).map(i => {
      const label = data.digitLabels[learn + i];
      return hooks.sampleButton(digits.subarray(784 * (learn + i), 784 * (learn + i + 1)), label, `${data.names[label]}, read as ${data.names[before[i]]} before, as ${data.names[last[i]]} now`, `${data.names[before[i]]}→${data.names[last[i]]}`);
    }));
  }

  const told = words => { find('.file').textContent = words; };
  buttons.save.addEventListener('click', () => {
    const file = weightsFile(net.parameters, data.about, own), link = document.createElement('a'), name = data.file;
    link.href = URL.createObjectURL(new Blob([file], { type: 'application/octet-stream' }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    told(`Saved as ${name}${own.length ? ', with your digits' : ''}.`);
  });
  const chooser = find('input[type=file]');
  buttons.load.addEventListener('click', () => chooser.click());
  chooser.addEventListener('change', async () => {
    const [file] = chooser.files;
    chooser.value = '';
    if (!file) return;
    try {
      const { weights, own: read } = readWeights(new Uint8Array(await file.arrayBuffer()), net.parameters, data.about, data.classes);
      run(false);
      hooks.take(weights);
      choices.from.value = 'given';
      own.splice(0, own.length, ...read);
      taught();
      told(`Loaded ${file.name}${read.length ? `, with ${read.length} of your digits` : ''}.`);
      withLearner(reset);
    } catch (error) { told(`${file.name}: ${error.message}.`); }
  });

  taught();
  return { open: curves, history, buttons, startLearner };
}
