// Weights and the reader's digits as a safetensors file, which LeNet5.Load reads; and back, with every doubt in one line.

function crc32(bytes) {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc >>> 1 ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ((crc ^ -1) >>> 0).toString(16).padStart(8, '0');
}

/** The file's bytes: a header's length, the header as JSON, the numbers as float32, the digits as bytes. */
function weightsFile(parameters, text, own) {
  const parts = parameters.map(({ name, shape, value }) => ({ name, dtype: 'F32', shape, bytes: new Uint8Array(Float32Array.from(value).buffer) }));
  if (own.length) {
    parts.push({ name: 'digits', dtype: 'U8', shape: [own.length, side, side], bytes: Uint8Array.from(own.flatMap(({ bytes }) => [...bytes])) },
      { name: 'digit_labels', dtype: 'U8', shape: [own.length], bytes: Uint8Array.from(own, ({ label }) => label) });
  }
  const numbers = new Uint8Array(parts.reduce((sum, { bytes }) => sum + bytes.length, 0)), header = {};
  let at = 0;
  for (const { name, dtype, shape, bytes } of parts) {
    numbers.set(bytes, at);
    header[name] = { dtype, shape, data_offsets: [at, at += bytes.length] };
  }
  let json = JSON.stringify({ __metadata__: { ...text, format: 'pt', crc32: crc32(numbers) }, ...header });
  let head = new TextEncoder().encode(json);
  if (head.length % 8) head = new TextEncoder().encode(json + ' '.repeat(8 - head.length % 8));
  const file = new Uint8Array(8 + head.length + numbers.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(head.length), true);
  file.set(head, 8);
  file.set(numbers, 8 + head.length);
  return file;
}

/** All weights of a file in the layers' order, and the digits in it. Throws one line where they are not this network's. */
function readWeights(file, parameters, text, classes) {
  const fail = words => { throw new Error(words); };
  if (file.length < 8) fail(`expected a safetensors file, found ${file.length} bytes`);
  const length = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true);
  if (length > BigInt(file.length - 8)) fail(`expected a safetensors file, found a header of ${length} bytes in a file of ${file.length}`);
  let header = null;
  try { header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(8, 8 + Number(length)))); } catch { /* said below */ }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) fail('expected a safetensors file, found a header that is no JSON object');
  const numbers = file.subarray(8 + Number(length)), about = header.__metadata__ || {};
  let end = 0;
  const entries = Object.entries(header).filter(([name]) => name !== '__metadata__');
  for (const [name, entry] of entries) {
    const offsets = entry && entry.data_offsets, shape = entry && entry.shape;
    if (!Array.isArray(offsets) || !Array.isArray(shape) || !offsets.concat(shape).every(n => Number.isSafeInteger(n) && n >= 0) || offsets.length !== 2 || offsets[1] < offsets[0])
      fail(`expected a shape and two offsets of ${name}, found others`);
    end = Math.max(end, offsets[1]);
  }
  if (end !== numbers.length) fail(`expected ${end} bytes of numbers, found ${numbers.length}`);
  if (about.crc32 && about.crc32 !== crc32(numbers)) fail(`expected the checksum ${about.crc32}, found ${crc32(numbers)}: the file is damaged`);
  for (const key of ['activation', 'pooling', 'plan'])
    if (text[key] && about[key] && text[key] !== about[key]) fail(`expected the ${key} ${text[key].slice(0, 60)}, found ${String(about[key]).slice(0, 60)}`);
  const find = (name, dtype, shape) => {
    const entry = header[name], want = shape.join('×');
    if (!entry) fail(`expected ${name} of ${want}, found none`);
    if (entry.dtype !== dtype || entry.shape.join('×') !== want) fail(`expected ${name} of ${want} in ${dtype}, found ${entry.shape.join('×')} in ${entry.dtype}`);
    const [from, to] = entry.data_offsets, size = shape.reduce((a, b) => a * b, 1) * (dtype === 'F32' ? 4 : 1);
    if (to - from !== size) fail(`expected ${size} bytes of ${name}, found ${to - from}`);
    return numbers.slice(from, to);
  };
  const weights = new Float32Array(parameters.reduce((sum, { value }) => sum + value.length, 0));
  let at = 0;
  for (const { name, shape, value } of parameters) {
    const part = new Float32Array(find(name, 'F32', shape).buffer);
    if (!part.every(Number.isFinite)) fail(`expected finite numbers in ${name}, found others`);
    weights.set(part, at);
    at += value.length;
  }
  const own = [];
  if (header.digits && header.digit_labels) {
    const count = header.digits.shape[0], bytes = find('digits', 'U8', [count, side, side]), labels = find('digit_labels', 'U8', [count]);
    for (let i = 0; i < count; i++) {
      if (labels[i] >= classes) fail(`expected labels below ${classes}, found ${labels[i]}`);
      own.push({ bytes: bytes.slice(784 * i, 784 * i + 784), label: labels[i] });
    }
  }
  return { weights, own };
}
