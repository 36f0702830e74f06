/**
 * tfjs's WebGPU backend, with its failures made loud.
 *
 * @module
 */
import "@tensorflow/tfjs-backend-webgpu";
import * as tf from "./tf.ts";

/** What a WebGPU adapter says of itself. */
export interface AdapterDescription {
  /** Vendor, architecture or device name, as far as the platform tells. */
  readonly name: string;
  /** Whether it is a real GPU, not a software rasteriser. */
  readonly hardware: boolean;
}

interface AdapterLike {
  readonly info?: Record<string, string | boolean | undefined>;
  readonly isFallbackAdapter?: boolean;
}

/** Software rasterisers that do not call themselves a fallback. */
const softwareNames = /llvmpipe|lavapipe|swiftshader|softpipe|basic render/i;

/** The adapter that WebGPU offers, or null where there is none. */
export async function describeAdapter(): Promise<AdapterDescription | null> {
  const gpu = (globalThis.navigator as {
    gpu?: { requestAdapter(options?: unknown): Promise<AdapterLike | null> };
  })?.gpu;
  const adapter = await gpu?.requestAdapter({ powerPreference: "high-performance" }).catch(() =>
    null
  );
  if (!adapter) return null;
  const info = adapter.info ?? {};
  const words = [info.vendor, info.architecture, info.device, info.description].filter(Boolean);
  const name = words.join(" ") || "unnamed adapter";
  const fallback = adapter.isFallbackAdapter ?? info.isFallbackAdapter ?? false;
  return { name, hardware: !fallback && !softwareNames.test(name) };
}

/**
 * Starts the WebGPU backend and makes it tfjs's current one. An error that
 * tfjs leaves uncaptured (a tensor above the binding limit, say, which would
 * silently give zeros) is thrown from the event loop.
 *
 * @throws {Error} If no adapter is there or the device cannot be made.
 */
export async function startWebgpu(): Promise<void> {
  const started = await tf.setBackend("webgpu").catch(() => false);
  if (!started) {
    throw new Error("Cannot start the webgpu backend: no usable WebGPU adapter was found");
  }
  const { device } = tf.backend() as unknown as { device: EventTarget };
  device.addEventListener("uncapturederror", (event) => {
    const { error } = event as unknown as { error: Error };
    reportError(
      new Error(`WebGPU: an operation failed and its result is not usable: ${error.message}`),
    );
  });
}
