/**
 * A window that slides over NHWC images, and the addresses that it visits.
 */

/** The sizes, thirteen i32 in this order; `portable.ts` writes them. */
// @ts-ignore: decorator
@unmanaged
export class Window {
  batch: i32;
  inHeight: i32;
  inWidth: i32;
  inChannels: i32;
  outHeight: i32;
  outWidth: i32;
  outChannels: i32;
  height: i32;
  width: i32;
  strideHeight: i32;
  strideWidth: i32;
  padTop: i32;
  padLeft: i32;
}

/** Bytes of padded images that are held at once. */
const GROUP_BYTES: usize = 384 * 1024;

// @ts-ignore: decorator
@inline
export function bytes(floats: i32): usize {
  return <usize>floats << 2;
}
// @ts-ignore: decorator
@inline
export function roundUp8(x: i32): i32 {
  return (x + 7) & ~7;
}

/**
 * Images as a kernel reads them: as they lie where the window never leaves
 * them, else copied into zero borders, a few at a time.
 */
// @ts-ignore: decorator
@unmanaged
export class Images {
  /** Sizes of what is read. */
  height: i32;
  width: i32;
  channels: i32;
  /** Where the image lies in it. */
  top: i32;
  left: i32;
  /** How many are read at once. */
  group: i32;
  copied: bool;

  /** Bytes of a row. */
  @inline get rowBytes(): usize {
    return bytes(this.width * this.channels);
  }
  /** Bytes of an image. */
  @inline get imageBytes(): usize {
    return bytes(this.height * this.width * this.channels);
  }
  /** Bytes of scratch for the copies. */
  @inline get scratch(): usize {
    return this.copied ? <usize>this.group * this.imageBytes : 0;
  }
}

/** Plans reading `batch` images such that every pixel from (−top, −left) on over height × width can be read. */
export function planImages(
  plan: Images, batch: i32, inHeight: i32, inWidth: i32, channels: i32,
  top: i32, left: i32, height: i32, width: i32,
): void {
  const inside = top == 0 && left == 0 && height <= inHeight && width <= inWidth;
  plan.copied = !inside;
  plan.height = inside ? inHeight : height;
  plan.width = inside ? inWidth : width;
  plan.channels = channels;
  plan.top = top;
  plan.left = left;
  plan.group = inside ? batch : <i32>min<usize>(batch, max<usize>(1, GROUP_BYTES / plan.imageBytes));
}

/** The address of image `first` with the group after it readable; `x` holds the batch, `copies` the plan's scratch. */
export function readImages(plan: Images, x: usize, inHeight: i32, inWidth: i32, first: i32, count: i32, copies: usize): usize {
  const inRow = bytes(inWidth * plan.channels), inImage = <usize>inHeight * inRow;
  x += <usize>first * inImage;
  if (!plan.copied) return x;
  memory.fill(copies, 0, <usize>count * plan.imageBytes);
  const rowsBegin = max(0, -plan.top), rowsEnd = min(inHeight, plan.height - plan.top);
  const skip = max(0, -plan.left), columns = min(inWidth, plan.width - plan.left) - skip;
  if (columns <= 0) return copies;
  const length = bytes(columns * plan.channels);
  for (let b = 0; b < count; b++) {
    const to = copies + <usize>b * plan.imageBytes, from = x + <usize>b * inImage + bytes(skip * plan.channels);
    for (let i = rowsBegin; i < rowsEnd; i++) {
      const at = to + <usize>(i + plan.top) * plan.rowBytes + bytes((plan.left + skip) * plan.channels);
      memory.copy(at, from + <usize>i * inRow, length);
    }
  }
  return copies;
}

/** `table[i·columns + j]` = the byte offset of step (i, j) in an image. */
export function writeOffsets(table: usize, rows: i32, columns: i32, rowStep: usize, columnStep: usize): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      store<u32>(table, <u32>(<usize>i * rowStep + <usize>j * columnStep));
      table += 4;
    }
  }
}
