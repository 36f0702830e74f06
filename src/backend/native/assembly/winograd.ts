// The small maps around Winograd's sixteen products, a few images at a time: the products are
// done elsewhere, on plain matrices `[16][tiles][channels]` and `[16][in][out]`.
import { bytes, Images, readImages, Window, writeOffsets } from "../../portable/assembly/window";
import { planTiles, writeOutputs } from "../../portable/assembly/winograd";
import { transformInputs, transformOutputs, writeGradient } from "../../portable/assembly/winograd_filter_gradient";
import { addTiles } from "../../portable/assembly/winograd_input_gradient";
import { transformFilter } from "../../portable/assembly/winograd_transforms";

const HEAD: usize = 64;

function tilesOf(w: Window): i32 {
  return (w.outHeight + 1 >> 1) * (w.outWidth + 1 >> 1);
}

/** The bytes of scratch that {@link winogradInputs} needs for so many images; `scratch` is where it will be. */
export function winogradInputsScratch(w: Window, images: i32, scratch: usize): usize {
  const plan = changetype<Images>(scratch);
  planTiles(plan, w);
  return HEAD + bytes(tilesOf(w)) + (plan.copied ? <usize>images * plan.imageBytes : 0);
}

/** Bᵀ d B of every tile of `count` images of x: `[16][tiles][inChannels]`. */
export function winogradInputs(w: Window, x: usize, first: i32, count: i32, to: usize, scratch: usize): void {
  const plan = changetype<Images>(scratch), tiles = tilesOf(w), total = count * tiles;
  planTiles(plan, w);
  const offsets = scratch + HEAD, copies = offsets + bytes(tiles), column = bytes(w.inChannels);
  writeOffsets(offsets, w.outHeight + 1 >> 1, w.outWidth + 1 >> 1, 2 * plan.rowBytes, 2 * column);
  const images = readImages(plan, x, w.inHeight, w.inWidth, first, count, copies);
  transformInputs(plan, images, offsets, tiles, 0, total, to, <usize>total * column, column);
}

/** A dy Aᵀ of every tile of `count` images of dy: `[16][tiles][outChannels]`. */
export function winogradOutputGradients(w: Window, dy: usize, first: i32, count: i32, to: usize): void {
  const tiles = tilesOf(w), total = count * tiles, column = bytes(w.outChannels);
  transformOutputs(w, dy, first * tiles, total, to, <usize>total * column, column);
}

/** G g Gᵀ of every filter: `[16][inChannels][outChannels]`. */
export function winogradFilters(w: Window, filter: usize, to: usize): void {
  const plane = bytes(w.inChannels * w.outChannels);
  for (let at: usize = 0; at < plane; at += 4) transformFilter(filter + at, plane, to + at, plane);
}

/** `count` images of y from their products `[16][tiles][outChannels]`; `flags` as in the portable kernels. Returns whether all was finite. */
export function winogradOutputs(w: Window, products: usize, first: i32, count: i32, y: usize, flags: i32, bias: usize): bool {
  const tiles = tilesOf(w), total = count * tiles, column = bytes(w.outChannels);
  return writeOutputs(w, products, <usize>total * column, column, first * tiles, total, y, 0, w.outChannels, flags, bias);
}

/** Adds the products `[16][tiles][inChannels]` of `count` images to dx. Returns whether all was finite; `spare` is 256 bytes. */
export function winogradInputGradients(w: Window, products: usize, first: i32, count: i32, dx: usize, spare: usize): bool {
  const tiles = tilesOf(w), total = count * tiles, column = bytes(w.inChannels);
  return addTiles(w, products, <usize>total * column, column, first * tiles, total, dx, 0, w.inChannels, spare);
}

/** dfilter from its products `[16][inChannels][outChannels]`. Returns whether all was finite. */
export function winogradFilterGradient(w: Window, products: usize, dfilter: usize): bool {
  return writeGradient(w, products, w.inChannels, w.outChannels, dfilter);
}
