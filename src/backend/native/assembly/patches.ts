// Patches of NHWC images as rows of a matrix, and back; AssemblyScript, on tfjs's own heap.

/** From here on the engine's own copy is faster than a loop. */
const bulkBytes: usize = 256;

/** Writes `[images, outHeight, outWidth, windowHeight, windowWidth, channels]`; what lies outside an image is 0. */
export function gatherPatches(
  x: usize,
  patches: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  windowHeight: i32,
  windowWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  padTop: i32,
  padLeft: i32,
  outHeight: i32,
  outWidth: i32,
): void {
  const pixel = <usize> channels << 2;
  const row = <usize> width * pixel;
  const run = <usize> windowWidth * pixel;
  let to = patches;
  for (let image = 0; image < images; image++, x += <usize> height * row) {
    for (let i = 0; i < outHeight; i++) {
      const top = i * strideHeight - padTop;
      for (let j = 0; j < outWidth; j++) {
        const left = j * strideWidth - padLeft;
        const first = min(windowWidth, max(0, -left));
        const last = max(first, min(windowWidth, width - left));
        const before = <usize> first * pixel;
        const inside = <usize> (last - first) * pixel;
        for (let k = 0; k < windowHeight; k++, to += run) {
          const h = top + k;
          if (h < 0 || h >= height) {
            memory.fill(to, 0, run);
            continue;
          }
          if (inside != run) {
            memory.fill(to, 0, before);
            memory.fill(to + before + inside, 0, run - before - inside);
          }
          copy(to + before, x + <usize> h * row + <usize> (left + first) * pixel, inside);
        }
      }
    }
  }
}

/** Adds every patch to the image that it was taken from. */
export function scatterPatches(
  patches: usize,
  x: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  windowHeight: i32,
  windowWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  padTop: i32,
  padLeft: i32,
  outHeight: i32,
  outWidth: i32,
): void {
  const pixel = <usize> channels << 2;
  const row = <usize> width * pixel;
  const run = <usize> windowWidth * pixel;
  let from = patches;
  for (let image = 0; image < images; image++, x += <usize> height * row) {
    for (let i = 0; i < outHeight; i++) {
      const top = i * strideHeight - padTop;
      for (let j = 0; j < outWidth; j++) {
        const left = j * strideWidth - padLeft;
        const first = min(windowWidth, max(0, -left));
        const last = max(first, min(windowWidth, width - left));
        const before = <usize> first * pixel;
        const inside = <usize> (last - first) * pixel;
        for (let k = 0; k < windowHeight; k++, from += run) {
          const h = top + k;
          if (h < 0 || h >= height) continue;
          add(x + <usize> h * row + <usize> (left + first) * pixel, from + before, inside);
        }
      }
    }
  }
}

/** Adds a bias (0 for none) to every row of `y[rows, columns]`, then cuts off below 0 if asked to; NaN stays. */
export function finishRows(y: usize, rows: i32, columns: i32, bias: usize, relu: i32): void {
  const bytes = <usize> columns << 2;
  const zero = f32x4.splat(0);
  for (let row = 0; row < rows; row++, y += bytes) {
    let at: usize = 0;
    for (; at + 16 <= bytes; at += 16) {
      let v = v128.load(y + at);
      if (bias != 0) v = f32x4.add(v, v128.load(bias + at));
      if (relu != 0) v = f32x4.max(v, zero);
      v128.store(y + at, v);
    }
    for (; at < bytes; at += 4) {
      let v = load<f32>(y + at);
      if (bias != 0) v += load<f32>(bias + at);
      if (relu != 0) v = max<f32>(v, 0);
      store<f32>(y + at, v);
    }
  }
}

function copy(to: usize, from: usize, bytes: usize): void {
  if (bytes >= bulkBytes) {
    memory.copy(to, from, bytes);
    return;
  }
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) v128.store(to + at, v128.load(from + at));
  for (; at < bytes; at += 4) store<f32>(to + at, load<f32>(from + at));
}

function add(to: usize, from: usize, bytes: usize): void {
  let at: usize = 0;
  for (; at + 32 <= bytes; at += 32) {
    const a = f32x4.add(v128.load(to + at), v128.load(from + at));
    const b = f32x4.add(v128.load(to + at, 16), v128.load(from + at, 16));
    v128.store(to + at, a);
    v128.store(to + at, b, 16);
  }
  for (; at < bytes; at += 4) store<f32>(to + at, load<f32>(to + at) + load<f32>(from + at));
}
