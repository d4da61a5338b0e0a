// The pad: ink as the alpha of a canvas, put there by mouse, pen, finger or keys.

/** `changed` is told of every change, and with true that a new digit begins. */
function drawingPad(root, changed) {
  const canvas = root.querySelector('.pad'), hint = root.querySelector('.hint'), cursor = root.querySelector('.pen');
  const size = canvas.width, context = canvas.getContext('2d', { willReadFrequently: true });
  const buttons = Object.fromEntries([...root.querySelectorAll('[data-do]')].map(b => [b.dataset.do, b]));
  const settings = Object.fromEntries([...root.querySelectorAll('[data-set]')].map(b => [b.dataset.set, b]));
  const tile = Object.assign(document.createElement('canvas'), { width: side, height: side });
  const past = [];
  let exact = null, opening = true, erasing = false, last = null, path = 0, key = { x: size / 2, y: size / 2, down: false };
  context.lineCap = context.lineJoin = 'round';

  const ink = () => {
    const rgba = context.getImageData(0, 0, size, size).data, alpha = new Uint8Array(size * size);
    for (let i = 0; i < alpha.length; i++) alpha[i] = rgba[4 * i + 3];
    return alpha;
  };
  const remember = () => {
    past.push({ pixels: context.getImageData(0, 0, size, size), exact, path });
    if (past.length > 25) past.shift();
    buttons.undo.disabled = false;
  };
  const wipe = () => { context.clearRect(0, 0, size, size); exact = null; path = 0; };

  /** Before a stroke; the digit that the page opened with makes room for the reader's own. */
  function begin() {
    remember();
    if (opening) { wipe(); changed(true); }
    opening = false;
    hint.hidden = true;
  }

  function stroke(from, to) {
    exact = null;
    if (!erasing) path += Math.hypot(to.x - from.x, to.y - from.y);
    context.globalCompositeOperation = erasing ? 'destination-out' : 'source-over';
    context.lineWidth = erasing ? Math.max(26, +settings.width.value) : +settings.width.value;
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x + (from.x === to.x && from.y === to.y ? 0.01 : 0), to.y);
    context.stroke();
    context.globalCompositeOperation = 'source-over';
    changed();
  }

  const at = event => {
    const rect = canvas.getBoundingClientRect();
    return { x: (event.clientX - rect.left) * size / rect.width, y: (event.clientY - rect.top) * size / rect.height };
  };
  canvas.addEventListener('pointerdown', event => {
    if (event.button !== 0 || last) return;
    canvas.setPointerCapture(event.pointerId);
    begin();
    last = { id: event.pointerId, ...at(event) };
    stroke(last, last);
    cursor.hidden = true;
  });
  canvas.addEventListener('pointermove', event => {
    if (!last || event.pointerId !== last.id) return;
    const events = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
    for (const e of events.length ? events : [event]) {
      const to = at(e);
      stroke(last, to);
      Object.assign(last, to);
    }
  });
  const end = event => { if (last && event.pointerId === last.id) last = null; };
  canvas.addEventListener('pointerup', end);
  canvas.addEventListener('pointercancel', end);

  function showCursor() {
    const percent = 100 / size, wide = 6 + +settings.width.value;
    cursor.hidden = false;
    cursor.classList.toggle('down', key.down);
    Object.assign(cursor.style, { left: key.x * percent + '%', top: key.y * percent + '%', width: wide * percent + '%', height: wide * percent + '%' });
  }
  canvas.addEventListener('focus', () => { if (canvas.matches(':focus-visible')) showCursor(); });
  canvas.addEventListener('blur', () => { cursor.hidden = true; key.down = false; });
  canvas.addEventListener('keydown', event => {
    const step = event.shiftKey ? 28 : 7, move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (move) {
      const to = { x: Math.min(Math.max(key.x + step * move[0], 0), size), y: Math.min(Math.max(key.y + step * move[1], 0), size) };
      if (key.down) stroke(key, to);
      Object.assign(key, to);
    } else if (event.key === ' ') {
      key.down = !key.down;
      if (key.down) { begin(); stroke(key, key); }
    } else if (event.key === 'Delete' || event.key === 'Backspace') clear();
    else return;
    event.preventDefault();
    showCursor();
  });

  function clear() {
    remember();
    wipe();
    opening = false;
    hint.hidden = false;
    changed(true);
  }
  buttons.clear.addEventListener('click', clear);
  buttons.undo.addEventListener('click', () => {
    const before = past.pop();
    if (!before) return;
    context.putImageData(before.pixels, 0, 0);
    ({ exact, path } = before);
    buttons.undo.disabled = past.length === 0;
    changed();
  });
  buttons.erase.addEventListener('click', () => buttons.erase.setAttribute('aria-pressed', erasing = !erasing));
  settings.prepare.addEventListener('change', () => changed());

  /** Shows a real sample; its bytes go to the network as they are until somebody draws on it. */
  function load(bytes, first) {
    if (!first) remember();
    wipe();
    const target = tile.getContext('2d'), image = target.createImageData(side, side);
    for (let i = 0; i < bytes.length; i++) image.data[4 * i + 3] = bytes[i];
    target.putImageData(image, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(tile, 0, 0, size, size);
    exact = bytes;
    opening = first;
    hint.hidden = !first;
    changed();
  }

  /** The 28×28 bytes that the network is given, or null where nothing is drawn. */
  function digit() {
    if (exact) return exact;
    const alpha = ink();
    if (settings.prepare.checked) return prepare(alpha, size, size);
    const cell = size / side, bytes = new Uint8Array(side * side);
    const sums = new Float64Array(side * side);
    for (let y = 0; y < size; y++)
      for (let x = 0, row = Math.floor(y / cell) * side; x < size; x++) sums[row + Math.floor(x / cell)] += alpha[y * size + x];
    for (let i = 0; i < sums.length; i++) bytes[i] = sums[i] / (cell * cell) + 0.5;
    return sums.some(v => v > 0) ? bytes : null;
  }

  buttons.undo.disabled = true;
  return { load, digit, ink, size, path: () => path };
}
