/**
 * Which GPU there is, and whether it is one.
 *
 * @module
 */

/** What a WebGPU adapter says of itself. */
export interface AdapterDescription {
  /** The GPU's own name, as far as the platform tells: "NVIDIA GeForce RTX 4090", "apple metal-3". */
  readonly name: string;
  /** Whether it is a real GPU, not a software rasteriser. */
  readonly hardware: boolean;
}

interface AdapterLike {
  readonly info?: Readonly<Record<string, string | boolean | number | undefined>>;
  readonly isFallbackAdapter?: boolean;
}

/** Software rasterisers that do not call themselves a fallback. */
const softwareNames = /llvmpipe|lavapipe|swiftshader|softpipe|basic render/i;

/** Some platforms give the vendor as its PCI number. */
const vendors: Readonly<Record<string, string>> = {
  4098: "AMD",
  4203: "Apple",
  4318: "NVIDIA",
  5045: "Arm",
  20803: "Qualcomm",
  32902: "Intel",
  65541: "Mesa",
};

/** The adapter that WebGPU offers, or null where there is none. */
export async function describeAdapter(): Promise<AdapterDescription | null> {
  const { gpu } = (globalThis.navigator ?? {}) as {
    gpu?: { requestAdapter(options?: unknown): Promise<AdapterLike | null> };
  };
  const options = { powerPreference: "high-performance" }; // as tfjs asks
  const adapter = await gpu?.requestAdapter(options).catch(() => null);
  return adapter ? describe(adapter) : null;
}

/** Reads an adapter's description. */
export function describe({ info = {}, isFallbackAdapter }: AdapterLike): AdapterDescription {
  const name = nameOf(info);
  const fallback = info.isFallbackAdapter ?? isFallbackAdapter ?? false;
  return { name, hardware: !fallback && !softwareNames.test(name) };
}

function nameOf({ description, vendor, architecture, device }: NonNullable<AdapterLike["info"]>) {
  if (description) return String(description);
  const named = [vendors[String(vendor)] ?? vendor, architecture, device]
    .filter((word) => word && !/^\d+$/.test(String(word)));
  return named.join(" ") || "unnamed adapter";
}
