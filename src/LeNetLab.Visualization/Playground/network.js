// The drawing's way to the ten outputs: DigitPreparation.cs and ConvolutionalNetwork.cs again, in plain loops.

const side = 28, box = 20;

/** C#'s Math.Round: a half goes to the even neighbour. */
function roundToEven(value) {
  const floor = Math.floor(value), rest = value - floor;
  return rest < 0.5 ? floor : rest > 0.5 ? floor + 1 : floor % 2 === 0 ? floor : floor + 1;
}

/** One line in a new number of steps: averages to fewer, interpolates to more. */
function resample(source, at, stride, target, to, toStride, count, sourceCount) {
  const ratio = sourceCount / count;
  for (let i = 0; i < count; i++) {
    let sum = 0;
    if (ratio >= 1) {
      const from = i * ratio, end = Math.min(sourceCount, from + ratio);
      for (let k = Math.floor(from); k < end; k++) sum += source[at + k * stride] * (Math.min(k + 1, end) - Math.max(k, from));
      sum /= ratio;
    } else {
      const place = Math.min(Math.max((i + 0.5) * ratio - 0.5, 0), sourceCount - 1);
      const k = Math.min(Math.floor(place), Math.max(0, sourceCount - 2)), next = Math.min(k + 1, sourceCount - 1);
      sum = source[at + k * stride] * (1 - (place - k)) + source[at + next * stride] * (place - k);
    }
    target[to + i * toStride] = sum;
  }
}

/** Ink bytes of any size as MNIST's 28×28 bytes, or null where there is no ink. Equal to DigitPreparation.Prepare to the bit. */
function prepare(ink, height, width) {
  let left = width, top = height, right = 0, bottom = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (ink[y * width + x] === 0) continue;
      if (x < left) left = x;
      if (x >= right) right = x + 1;
      if (y < top) top = y;
      bottom = y + 1;
    }
  }
  if (bottom === 0) return null;
  const boxWidth = right - left, boxHeight = bottom - top, scale = box / Math.max(boxWidth, boxHeight);
  const newWidth = Math.max(1, roundToEven(boxWidth * scale)), newHeight = Math.max(1, roundToEven(boxHeight * scale));

  // Float32Array and fround keep what C# keeps in a float.
  const grey = new Float32Array(boxWidth), rows = new Float32Array(boxHeight * newWidth), digit = new Float32Array(newHeight * newWidth);
  for (let y = 0; y < boxHeight; y++) {
    for (let x = 0; x < boxWidth; x++) grey[x] = ink[(top + y) * width + left + x] / 255;
    resample(grey, 0, 1, rows, y * newWidth, 1, newWidth, boxWidth);
  }
  for (let x = 0; x < newWidth; x++) resample(rows, x, newWidth, digit, x, newWidth, newHeight, boxHeight);

  let mass = 0, momentX = 0, momentY = 0;
  for (let y = 0; y < newHeight; y++) {
    for (let x = 0; x < newWidth; x++) {
      const value = digit[y * newWidth + x];
      mass += value;
      momentX += Math.fround(value * x);
      momentY += Math.fround(value * y);
    }
  }
  const place = (moment, size) => Math.min(Math.max(Math.ceil(13.5 - moment / mass), 0), side - size);
  const atX = place(momentX, newWidth), atY = place(momentY, newHeight), out = new Uint8Array(side * side);
  for (let y = 0; y < newHeight; y++)
    for (let x = 0; x < newWidth; x++)
      out[(atY + y) * side + atX + x] = Math.min(Math.max(Math.fround(Math.fround(digit[y * newWidth + x] * 255) + 0.5), 0), 255);
  return out;
}

function bytesOf(base64) {
  const text = atob(base64), bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** The squashing functions, and how a sentence begins that says what they do. */
const squashes = {
  Tanh: { of: Math.tanh, words: 'tanh( ' },
  Relu: { of: v => Math.max(0, v), words: 'max(0, ' },
  Sigmoid: { of: v => 1 / (1 + Math.exp(-v)), words: 'sigmoid( ' },
  ScaledTanh: { of: v => 1.7159 * Math.tanh(2 / 3 * v), words: '1.7159 · tanh( ⅔ · ( ' },
};

/** The layers with their values, and run(), which fills them from 28×28 bytes. */
function network(data) {
  const all = new Float32Array(bytesOf(data.weights).buffer);
  let read = 0;
  const next = count => all.subarray(read, read += count);
  const layers = data.layers;
  layers.forEach((layer, i) => {
    layer.index = i;
    layer.source = layers[i - 1];
    layer.isOutput = i === layers.length - 1;
    // 84 units are the paper's bitmaps of 7×12; maps are set out as a square, units in tens.
    layer.cols = layer.isOutput ? layer.maps : layer.size > 1 ? Math.ceil(Math.sqrt(layer.maps)) : layer.maps === 84 ? 7 : Math.min(10, layer.maps);
    layer.scale = layer.isOutput ? 1 : layer.size > 19 ? 3 : layer.size > 7 ? 4 : layer.size > 1 ? 6 : 10;
    layer.squash = layer.activation ? squashes[layer.activation].of : v => v;
    const inputs = !layer.source ? 0 : layer.kind === 'full' ? layer.source.values.length : layer.kind === 'conv' ? layer.source.maps * layer.kernel ** 2 : 0;
    if (inputs) {
      layer.weight = next(layer.maps * inputs);
      layer.bias = next(layer.maps);
    }
    layer.values = new Float32Array(layer.maps * layer.size * layer.size);
  });
  const table = Float32Array.from({ length: 256 }, (_, v) => (v / 255 - data.mean) / data.deviation);
  const probabilities = new Float64Array(data.classes), margin = (layers[0].size - side) / 2;

  function convolve(layer) {
    const { source: { values: from, size: width, maps: sources }, values, size, maps, weight, bias, kernel, squash } = layer, area = width * width;
    for (let map = 0, at = 0; map < maps; map++) {
      for (let y = 0; y < size; y++) {
        for (let x = 0; x < size; x++, at++) {
          let sum = bias[map], w = map * sources * kernel * kernel;
          for (let s = 0; s < sources; s++) {
            for (let ky = 0, p = s * area + y * width + x; ky < kernel; ky++, p += width)
              for (let kx = 0; kx < kernel; kx++, w++) sum += weight[w] * from[p + kx];
          }
          values[at] = squash(sum);
        }
      }
    }
  }

  function subsample({ source: { values: from, size: width }, values, size, maps, pooling }) {
    for (let map = 0, at = 0; map < maps; map++) {
      for (let y = 0; y < size; y++) {
        for (let x = 0; x < size; x++, at++) {
          const p = map * width * width + 2 * y * width + 2 * x, a = from[p], b = from[p + 1], c = from[p + width], d = from[p + width + 1];
          values[at] = pooling === 'Max' ? Math.max(a, b, c, d) : (a + b + c + d) / 4;
        }
      }
    }
  }

  function combine({ source: { values: from }, values, maps, weight, bias, squash }) {
    for (let unit = 0, w = 0; unit < maps; unit++) {
      let sum = bias[unit];
      for (let i = 0; i < from.length; i++, w++) sum += weight[w] * from[i];
      values[unit] = squash(sum);
    }
  }

  function run(bytes) {
    const input = layers[0].values.fill(table[0]);
    for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) input[(y + margin) * layers[0].size + x + margin] = table[bytes[y * side + x]];
    for (const layer of layers) {
      if (layer.kind === 'conv') convolve(layer);
      else if (layer.kind === 'pool') subsample(layer);
      else if (layer.kind === 'full') combine(layer);
    }
    const logits = layers[layers.length - 1].values, highest = Math.max(...logits);
    let sum = 0;
    for (let i = 0; i < logits.length; i++) sum += probabilities[i] = Math.exp(logits[i] - highest);
    for (let i = 0; i < logits.length; i++) probabilities[i] /= sum;
    return logits;
  }

  /** What made one value: its patches and kernels, a pair for each map it reads. */
  function terms(layer, map, y, x) {
    const source = layer.source, groups = [], area = layer.kernel ** 2;
    const patch = (s, size, fromY, fromX) => {
      const values = [];
      for (let ky = 0; ky < size; ky++)
        for (let kx = 0; kx < size; kx++) values.push(source.values[(s * source.size + fromY + ky) * source.size + fromX + kx]);
      return values;
    };
    if (layer.kind === 'conv') {
      for (let s = 0; s < source.maps; s++)
        groups.push({ map: s, cols: layer.kernel, patch: patch(s, layer.kernel, y, x), kernel: layer.weight.subarray((map * source.maps + s) * area, (map * source.maps + s + 1) * area) });
    } else if (layer.kind === 'pool') {
      groups.push({ map, cols: 2, patch: patch(map, 2, 2 * y, 2 * x) });
    } else if (layer.kind === 'full') {
      const inputs = source.values.length;
      groups.push({ map: 0, cols: source.size > 1 ? source.size * source.cols : source.cols, patch: source.values, kernel: layer.weight.subarray(map * inputs, (map + 1) * inputs) });
    }
    let sum = 0, count = 0;
    for (const group of groups) {
      if (!group.kernel) continue;
      group.products = Float64Array.from(group.patch, (v, i) => v * group.kernel[i]);
      group.sum = group.products.reduce((a, b) => a + b, 0);
      sum += group.sum;
      count += group.products.length;
    }
    const bias = layer.bias ? layer.bias[map] : 0;
    return { groups, sum, count, bias, before: sum + bias, value: layer.values[(map * layer.size + y) * layer.size + x] };
  }

  return { layers, run, terms, probabilities, margin };
}
