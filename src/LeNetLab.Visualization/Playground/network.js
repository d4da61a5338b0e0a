// The drawing's way to the ten outputs: DigitPreparation.cs again, and the engine with the page's weights.

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

function bytesOf(base64url) {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** How a sentence begins that says what an activation does. */
const activationWords = { Tanh: 'tanh( ', Relu: 'max(0, ', Sigmoid: 'sigmoid( ', ScaledTanh: '1.7159 · tanh( ⅔ · ( ' };

/** The layers with their values, and run(), which fills them from 28×28 bytes. */
function network(data) {
  const net = engine(data.layers, 1), { layers } = net;
  for (const layer of layers) {
    // 84 units are the paper's bitmaps of 7×12; maps are set out as a square, units in tens.
    layer.cols = layer.isOutput ? layer.maps : layer.size > 1 ? Math.ceil(Math.sqrt(layer.maps)) : layer.maps === 84 ? 7 : Math.min(10, layer.maps);
    layer.scale = layer.isOutput ? 1 : layer.size > 19 ? 3 : layer.size > 7 ? 4 : layer.size > 1 ? 6 : 10;
  }
  const table = Float64Array.from({ length: 256 }, (_, v) => (v / 255 - data.mean) / data.deviation);
  const margin = (layers[0].size - side) / 2;

  /** Takes other weights: all numbers in the layers' order. */
  function take(numbers) {
    let read = 0;
    for (const { value } of net.parameters) value.set(numbers.subarray(read, read += value.length));
  }

  function run(bytes) {
    const input = net.input.fill(table[0]);
    for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) input[(y + margin) * layers[0].size + x + margin] = table[bytes[y * side + x]];
    net.forward(1);
    return net.outputs.values;
  }

  /** What made one value: its patches and kernels, a pair for each map it reads. */
  function terms(layer, map, y, x) {
    const source = layer.source, groups = [], area = layer.kernel ** 2, padding = layer.padding || 0, bias = layer.bias ? layer.bias.value[map] : 0;
    const patch = (s, size, fromY, fromX) => Array.from({ length: size * size }, (_, i) => {
      const iy = fromY + Math.floor(i / size), ix = fromX + i % size, inside = iy >= 0 && ix >= 0 && iy < source.size && ix < source.size;
      return inside ? source.values[(s * source.size + iy) * source.size + ix] : 0;
    });
    if (layer.kind === 'conv') {
      for (const s of sourcesOf(layer, map))
        groups.push({ map: s, cols: layer.kernel, patch: patch(s, layer.kernel, y - padding, x - padding), kernel: layer.weight.value.subarray((map * source.maps + s) * area, (map * source.maps + s + 1) * area) });
    } else if (layer.kind === 'pool') {
      const from = sourcesOf(layer, map)[0];
      groups.push({ map: from, cols: 2, patch: patch(from, 2, 2 * y, 2 * x), kernel: layer.weight && new Float64Array(4).fill(layer.weight.value[map]) });
    } else if (layer.kind === 'full') {
      groups.push({ map: 0, cols: source.size > 1 ? source.size * source.cols : source.cols, patch: source.values, kernel: layer.weight.value.subarray(map * source.units, (map + 1) * source.units) });
    }
    return { ...products(groups), bias, value: layer.values[(map * layer.size + y) * layer.size + x] };
  }

  take(new Float32Array(bytesOf(data.weights).buffer));
  return { ...net, margin, run, take, terms };
}

/** The maps below that one map sees. */
function sourcesOf(layer, map) {
  if (layer.kind === 'pool') return [Math.floor(map * layer.source.maps / layer.maps)];
  return layer.sources ? layer.sources[map] : [...Array(layer.source.maps).keys()];
}

/** The products of each group's patch and kernel, and their sums. */
function products(groups) {
  let sum = 0, count = 0;
  for (const group of groups) {
    if (!group.kernel) continue;
    group.products = Float64Array.from(group.patch, (v, i) => v * group.kernel[i]);
    group.sum = group.products.reduce((a, b) => a + b, 0);
    sum += group.sum;
    count += group.products.length;
  }
  return { groups, sum, count };
}
