// The small maps around Winograd's 36 products, a few images at a time: the products are done
// elsewhere, on plain matrices `[36][tiles][channels]` and `[36][in][out]`. Every `scratch` begins
// with what the portable kernels call HEAD.
import { areFinite } from "../../portable/assembly/conv_definition";
import { bytes, Images, readImages, Window, writeOffsets } from "../../portable/assembly/window";
import { HEAD, planTiles, tilesAcross, writeOutputs } from "../../portable/assembly/winograd";
import { transformInputs, transformOutputs } from "../../portable/assembly/winograd_filter_gradient";
import { addTiles } from "../../portable/assembly/winograd_input_gradient";
import { STEP, transformFilter, transformFilterGradient, writeConstants } from "../../portable/assembly/winograd_transforms";

function tilesOf(w: Window): i32 {
  return tilesAcross(w.outHeight) * tilesAcross(w.outWidth);
}

/** The bytes of scratch for so many images; `spare` is 64 bytes. */
export function winogradScratch(w: Window, images: i32, spare: usize): usize {
  const plan = changetype<Images>(spare);
  planTiles(plan, w);
  return HEAD + bytes(tilesOf(w)) + (plan.copied ? <usize>images * plan.imageBytes : 0);
}

/** Bᵀ d B of every tile of `count` images of x: `[36][tiles][inChannels]`. */
export function winogradInputs(w: Window, x: usize, first: i32, count: i32, to: usize, scratch: usize): void {
  const plan = changetype<Images>(scratch), tiles = tilesOf(w), total = count * tiles;
  planTiles(plan, w);
  writeConstants(scratch + 64);
  const offsets = scratch + HEAD, copies = offsets + bytes(tiles), column = bytes(w.inChannels);
  writeOffsets(offsets, tilesAcross(w.outHeight), tilesAcross(w.outWidth), STEP * plan.rowBytes, STEP * column);
  const images = readImages(plan, x, w.inHeight, w.inWidth, first, count, copies);
  transformInputs(plan, images, offsets, tiles, 0, total, to, <usize>total * column, column, scratch);
}

/** A dy Aᵀ of every tile of `count` images of dy: `[36][tiles][outChannels]`. */
export function winogradOutputGradients(w: Window, dy: usize, first: i32, count: i32, to: usize, scratch: usize): void {
  const tiles = tilesOf(w), total = count * tiles, column = bytes(w.outChannels);
  writeConstants(scratch + 64);
  transformOutputs(w, dy, first * tiles, total, to, <usize>total * column, column, scratch);
}

/** G g Gᵀ of every filter: `[36][inChannels][outChannels]`. */
export function winogradFilters(w: Window, filter: usize, to: usize, scratch: usize): void {
  const plane = bytes(w.inChannels * w.outChannels);
  for (let at: usize = 0; at < plane; at += 4) transformFilter(filter + at, plane, to + at, plane, scratch + 128);
}

/** `count` images of y from their products `[36][tiles][outChannels]`; `flags` as in the portable kernels. Returns whether all was finite. */
export function winogradOutputs(
  w: Window, products: usize, first: i32, count: i32, y: usize, flags: i32, bias: usize, scratch: usize,
): bool {
  const tiles = tilesOf(w), total = count * tiles, column = bytes(w.outChannels);
  writeConstants(scratch + 64);
  return writeOutputs(w, products, <usize>total * column, column, first * tiles, total, y, 0, w.outChannels, flags, bias, scratch);
}

/** Adds the products `[36][tiles][inChannels]` of `count` images to dx. Returns whether all was finite. */
export function winogradInputGradients(w: Window, products: usize, first: i32, count: i32, dx: usize, scratch: usize): bool {
  const tiles = tilesOf(w), total = count * tiles, column = bytes(w.inChannels);
  writeConstants(scratch + 64);
  return addTiles(w, products, <usize>total * column, column, first * tiles, total, dx, 0, w.inChannels, scratch);
}

/** dfilter from its products `[36][inChannels][outChannels]`. Returns whether all was finite. */
export function winogradFilterGradient(w: Window, products: usize, dfilter: usize, scratch: usize): bool {
  const plane = bytes(w.inChannels * w.outChannels);
  for (let at: usize = 0; at < plane; at += 4) transformFilterGradient(products + at, plane, dfilter + at, plane, scratch + 128);
  return areFinite(dfilter, 9 * w.inChannels * w.outChannels);
}
