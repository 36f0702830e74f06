/**
 * WebGPU fails in silence: an operation that is refused leaves its output as
 * it was, most often zeros, and says so in an event that nobody has to hear.
 * Here such a failure is an error of the program, and no number that could
 * come from it can be read.
 *
 * @module
 */
import { sizeOf } from "../kernels/wasm_backend.ts";
import type { WebgpuBackend } from "./webgpu_backend.ts";

/**
 * Watches a backend's device from now on. At the first failure an error is
 * reported to the global scope, as an exception that nobody caught is, and
 * every read, past and future, rejects with it. What is too large for a shader
 * to see is refused before it is made.
 */
export function guardDevice(backend: WebgpuBackend): void {
  let failure: Error | null = null;
  const fail = (message: string): void => {
    if (failure) return;
    failure = new Error(message);
    reportError(failure);
  };
  const { device } = backend;
  device.addEventListener("uncapturederror", (event) => {
    event.preventDefault();
    const { error } = event as unknown as { error: Error };
    fail(
      `WebGPU refused an operation, so nothing computed since is to be trusted: ` +
        firstLine(error.message),
    );
  });
  device.lost.then(({ reason, message }) => {
    fail(`WebGPU lost its device (${reason}), and all tensors on it: ${firstLine(message)}`);
  });
  const stockRead = backend.read.bind(backend);
  backend.read = async (dataId) => {
    const values = await stockRead(dataId).catch((error) => {
      throw failure ?? error;
    });
    if (failure) throw failure;
    return values;
  };
  refuseSynchronousReads(backend);
  refuseLargeTensors(backend);
}

/** tfjs reads synchronously through a canvas to draw on, which not every platform has: Deno's has nothing but WebGPU. */
function refuseSynchronousReads(backend: WebgpuBackend): void {
  const stockReadSync = backend.readSync.bind(backend), canDraw = hasDrawingCanvas();
  backend.readSync = (dataId) => {
    const { values, dtype } = backend.tensorMap.get(dataId);
    if (!values && dtype !== "string" && !canDraw) {
      throw new Error(
        "Cannot read a tensor on WebGPU synchronously: its numbers must be awaited, with data()",
      );
    }
    return stockReadSync(dataId);
  };
}

interface CanvasLike {
  getContext(kind: string): unknown;
}

function hasDrawingCanvas(): boolean {
  const { OffscreenCanvas: Canvas } = globalThis as unknown as {
    OffscreenCanvas?: new (width: number, height: number) => CanvasLike;
  };
  return Canvas !== undefined && Boolean(new Canvas(1, 1).getContext("2d"));
}

function refuseLargeTensors(backend: WebgpuBackend): void {
  const { maxStorageBufferBindingSize, maxBufferSize } = backend.device.limits;
  const most = Math.min(maxStorageBufferBindingSize, maxBufferSize);
  const stockUpload = backend.uploadToGPU.bind(backend);
  backend.uploadToGPU = (dataId) => {
    const { shape, resource } = backend.tensorMap.get(dataId);
    const bytes = 4 * sizeOf(shape);
    if (!resource && bytes > most) {
      throw new RangeError(
        `Cannot hold a tensor of shape [${shape}] on this WebGPU adapter: a tensor must have at ` +
          `most ${megabytes(most)}, found ${megabytes(bytes)}; a smaller batch needs less`,
      );
    }
    stockUpload(dataId);
  };
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
const firstLine = (text: string): string => text.trim().split("\n")[0]!;
