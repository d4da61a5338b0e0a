// What turns gradients into learning. Like the engine, the functions use nothing from outside but what they are given:
// their text runs in a worker as well.

/** One step for all parameters: plain steps, momentum (0.9) or Adam, as torch has them; the decay is AdamW's. */
function optimizer(parameters) {
  const states = parameters.map(({ value }) => ({ velocity: new Float64Array(value.length), square: new Float64Array(value.length) }));
  let steps = 0;
  /** `count` is how many pictures' gradients were added up; they are cleared. */
  return ({ kind, rate, decay = 0 }, count) => {
    steps++;
    const first = 1 - 0.9 ** steps, second = 1 - 0.999 ** steps, keep = 1 - rate * decay;
    parameters.forEach(({ value, gradient }, part) => {
      const { velocity, square } = states[part];
      for (let i = 0; i < value.length; i++) {
        const g = gradient[i] / count;
        let step = g;
        if (kind === 'momentum') step = velocity[i] = 0.9 * velocity[i] + g;
        else if (kind === 'adam') {
          velocity[i] = 0.9 * velocity[i] + 0.1 * g;
          square[i] = 0.999 * square[i] + 0.001 * g * g;
          step = velocity[i] / first / (Math.sqrt(square[i] / second) + 1e-8);
        }
        value[i] = value[i] * keep - rate * step;
        gradient[i] = 0;
      }
    });
  };
}

/** Numbers in [0, 1) that follow from a seed (mulberry32). */
function seeded(seed) {
  return () => {
    seed = seed + 0x6d2b79f5 | 0;
    let t = Math.imul(seed ^ seed >>> 15, 1 | seed);
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
    return ((t ^ t >>> 14) >>> 0) / 4294967296;
  };
}

/** A 28×28 digit that takes each pixel from its place by a matrix about the middle and a shift, between its pixels by straight lines. */
function mapped(digit, [xx, xy, yx, yy, shiftX, shiftY], out) {
  const at = (y, x) => y < 0 || x < 0 || y > 27 || x > 27 ? 0 : digit[28 * y + x];
  for (let y = 0, i = 0; y < 28; y++) {
    for (let x = 0; x < 28; x++, i++) {
      const u = x - 13.5, v = y - 13.5;
      const fx = xx * u + xy * v + 13.5 + shiftX, fy = yx * u + yy * v + 13.5 + shiftY, x0 = Math.floor(fx), y0 = Math.floor(fy), dx = fx - x0, dy = fy - y0;
      out[i] = (1 - dy) * ((1 - dx) * at(y0, x0) + dx * at(y0, x0 + 1)) + dy * ((1 - dx) * at(y0 + 1, x0) + dx * at(y0 + 1, x0 + 1));
    }
  }
  return out;
}

/**
 * Trains the network of a plan on its digits, a few of them at a time: whoever drives it calls run(milliseconds) again
 * and again. What there is to show it hands to `report`.
 */
function trainer(engine, optimizer, seeded, mapped, setup, report) {
  const chunk = 8, { layers, mean, deviation, digits, labels, held } = setup, learn = labels.length - held;
  const net = engine(layers, chunk), size = layers[0].size, margin = (size - 28) / 2, shown = new Float64Array(784);
  const digit = i => digits.subarray(784 * i, 784 * i + 784), own = [];
  let settings = setup.settings, random = seeded(1), update = optimizer(net.parameters), order = [], steps = 0, seen = 0, work = null, left = 0;

  /** Puts a digit's bytes in the engine's place for one picture of a chunk; around it is background. */
  function put(bytes, place) {
    const from = place * size * size;
    net.input.fill(-mean / deviation, from, from + size * size);
    for (let y = 0, i = 0; y < 28; y++)
      for (let x = 0, to = from + (y + margin) * size + margin; x < 28; x++, i++, to++) net.input[to] = (bytes[i] / 255 - mean) / deviation;
  }

  /** A little turn, shear, stretch and shift. */
  function change() {
    const around = range => (2 * random() - 1) * range, angle = around(0.2), shear = around(0.2);
    const across = 1 + around(0.15), down = 1 + around(0.15), cos = Math.cos(angle), sin = Math.sin(angle);
    return [cos / across, (cos * shear - sin) / down, sin / across, (sin * shear + cos) / down, around(2), around(2)];
  }

  /** A random order of the digits to learn from; each of them once before the first comes again. */
  function next() {
    if (order.length === 0) {
      order = Array.from({ length: Math.min(settings.count, learn) }, (_, i) => i);
      for (let i = order.length - 1; i > 0; i--) {
        const j = Math.floor(random() * (i + 1));
        [order[i], order[j]] = [order[j], order[i]];
      }
    }
    return order.pop();
  }

  // A generator: after each chunk of digits the driver may do something else.
  function* oneStep() {
    const { batch, distort } = settings;
    for (let done = 0; done < batch; done += chunk) {
      const n = Math.min(chunk, batch - done), truth = [];
      for (let place = 0; place < n; place++) {
        // One of the reader's own digits is in every batch: among a thousand others a single one would not be noticed.
        const mine = done + place === 0 && own.length > 0 ? own[steps % own.length] : null, i = mine ? 0 : next();
        const bytes = mine ? mine.bytes : digit(i);
        truth.push(mine ? mine.label : labels[i]);
        put(distort ? mapped(bytes, change(), shown) : bytes, place);
      }
      net.forward(n, 1, random);
      net.backward(n, truth);
      yield;
    }
    update(settings, batch);
    steps++;
    seen += batch;
  }

  /** Loss and accuracy of up to 200 digits from `first` on, and what each was read as. */
  function* measure(first, count) {
    const read = new Uint8Array(count);
    let loss = 0, right = 0;
    for (let done = 0; done < count; done += chunk) {
      const n = Math.min(chunk, count - done), truth = labels.subarray(first + done, first + done + n);
      for (let place = 0; place < n; place++) put(digit(first + done + place), place);
      net.forward(n);
      loss += net.loss(n, truth);
      for (let place = 0, at = 0; place < n; place++, at += net.outputs.maps) {
        let best = 0;
        for (let c = 1; c < net.outputs.maps; c++) if (net.outputs.values[at + c] > net.outputs.values[at + best]) best = c;
        if (best === truth[place]) right++;
        read[done + place] = best;
      }
      yield;
    }
    return { loss: loss / count, accuracy: right / count, read };
  }

  function weights() {
    const numbers = new Float32Array(net.parameters.reduce((sum, { value }) => sum + value.length, 0));
    let at = 0;
    for (const { value } of net.parameters) { numbers.set(value, at); at += value.length; }
    return numbers;
  }

  function* measured() {
    const train = yield* measure(0, Math.min(200, settings.count, learn)), test = yield* measure(learn, held);
    report({ steps, seen, weights: weights(), train, test });
  }

  let measuredAt = -1, shownAt = 0;
  function* all() {
    if (measuredAt < 0) { measuredAt = 0; yield* measured(); }
    while (left-- > 0) {
      yield* oneStep();
      // Measuring takes about as long as learning from 130 digits.
      if (left <= 0 || seen - measuredAt >= (seen < 1000 ? 250 : 500)) { measuredAt = seen; yield* measured(); }
      else if (performance.now() - shownAt > 100) { shownAt = performance.now(); report({ steps, seen, weights: weights() }); }
    }
    report({ steps, seen, ended: true });
  }

  /** Works for so many milliseconds; whether there is more to do. */
  function run(milliseconds) {
    for (const end = performance.now() + milliseconds; work && performance.now() < end;) if (work.next().done) work = null;
    return work !== null;
  }

  const commands = {
    set(changed) {
      if (changed.count !== undefined && changed.count !== settings.count) order = [];
      settings = { ...settings, ...changed };
    },
    go(count) { left = count; work = work || all(); },
    pause() { left = 0; },
    /** Starts again: from random weights of a seed, or from given ones. */
    reset({ seed, numbers }) {
      random = seeded(seed);
      if (numbers) { let at = 0; for (const { value } of net.parameters) { value.set(numbers.subarray(at, at += value.length)); } }
      else net.reset(random);
      for (const { gradient } of net.parameters) gradient.fill(0);
      update = optimizer(net.parameters);
      [order, steps, seen, measuredAt, left] = [[], 0, 0, -1, 0];
      work = all();
    },
    own(list) { own.splice(0, own.length, ...list); },
  };
  return { run, tell: (name, value) => commands[name](value) };
}
