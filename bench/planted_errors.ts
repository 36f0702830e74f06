/**
 * One error for each kernel source file: a text in it, what it is replaced by,
 * and the tests that must notice.
 *
 * @module
 */

/** An error, and who must find it. */
export interface PlantedError {
  readonly file: string;
  /** Must be there exactly once. */
  readonly from: string;
  readonly to: string;
  readonly tests: readonly string[];
  /** What the tests need that not every machine has. */
  readonly needs?: "ONNX Runtime" | "a system BLAS" | "WebGPU";
}

type Change = readonly [file: string, from: string, to: string];

const planted = (
  folder: string,
  tests: readonly string[],
  changes: readonly Change[],
  needs?: PlantedError["needs"],
): PlantedError[] =>
  changes.map(([file, from, to]) => ({
    ...{ file: `src/backend/${folder}/${file}.ts`, from, to },
    tests: tests.map((test) => `tests/backend/${test}`),
    ...(needs && { needs }),
  }));

/** All of them. */
export const plantedErrors: readonly PlantedError[] = [
  ...planted("portable/assembly", ["kernels/convolution_test.ts"], [
    ["conv", "bytes(first * pixels * n)", "bytes(first * pixels)"],
    [
      "conv_definition",
      "j * w.strideWidth - w.padLeft + s;\n              if",
      "j * w.strideWidth + s;\n              if",
    ],
    ["conv_filter_gradient", "image = begin / pixels", "image = 0"],
    ["conv_input_gradient", "max(0, -left), run", "0, run"],
    ["window", "max(0, -plan.left)", "0"],
    ["winograd", "min(STEP, w.outHeight - STEP * i)", "min(STEP - 1, w.outHeight - STEP * i)"],
    ["winograd_filter_gradient", "if (!whole) copyTile", "if (whole) copyTile"],
    ["winograd_input_gradient", "top + 6 <= w.inHeight", "top + 5 <= w.inHeight"],
    ["winograd_transforms", "GA * (ea - oa)", "GA * (ea + oa)"],
  ]),
  ...planted("portable/assembly", ["kernels/matmul_test.ts"], [
    ["gemm", "(step > 0 ? ACCUMULATE : 0)", "ACCUMULATE"],
    [
      "pack",
      "store<f32>(to, load<f32>(p2), 8)",
      "store<f32>(to, load<f32>(p3), 8)",
    ],
    ["tile", "a += strideA; b += strideB; k -= 2;", "a += strideA; b += strideB; k -= 3;"],
    ["madd", "f32x4.add(c, f32x4.mul(a, b))", "f32x4.sub(c, f32x4.mul(a, b))"],
  ]),
  ...planted("portable/assembly", ["matrix_vector_test.ts"], [
    ["gemv", "addRow(n, scratch, 1, y);", "addRow(n, scratch, 1, y); memory.fill(y, 0, 4);"],
  ]),
  ...planted("portable/assembly", ["kernels/elementwise_test.ts"], [
    [
      "elementwise",
      "store<f32>(newWeights, load<f32>(weights) - rate * (g + momentum * v))",
      "store<f32>(newWeights, load<f32>(weights) - rate * v)",
    ],
  ]),
  ...planted("portable/assembly", ["kernels/pooling_test.ts"], [
    ["pool", "open = v128.andnot(open, here);", ""],
  ]),
  ...planted("kernels", ["kernels"], [
    ["convolution", "padLeft: left,\n    padBottom", "padLeft: right,\n    padBottom"],
    ["elementwise", "axis !== i)", "axis < i)"],
    ["heap", "- (raw + 63) % 64", ""],
    ["matmul", "(own.at(-axis) ?? 1) > 1", "(own.at(-axis) ?? 1) >= 1"],
    ["pooling", "strideWidth: info.strideWidth", "strideWidth: info.strideHeight"],
  ]),
  ...planted("operators", ["operators"], [
    ["conv2d", "tf.sum(dz, [0, 1, 2])", "tf.mean(dz, [0, 1, 2])"],
    [
      "dense",
      "a: () => tf.matMul(dz, b, false, true)",
      "a: () => tf.matMul(dy as tf.Tensor, b, false, true)",
    ],
    ["linear_combination", "tf.mul(third[1], third[0])", "third[1]"],
    ["nesterov_step", "tf.add(gradient, tf.mul(next, momentum))", "next"],
    ["relu_gradient", "dy: () => reluGradient(ddx as tf.Tensor, y!)", "dy: () => ddx as tf.Tensor"],
  ]),
  ...planted("native/assembly", ["native/providers_test.ts"], [
    [
      "patches",
      "min(windowWidth, width - left));\n        const before = <usize> first * pixel;\n        const inside = <usize> (last - first) * pixel;\n        for (let k = 0; k < windowHeight; k++, from += run)",
      "min(windowWidth, width - left));\n        const before: usize = 0;\n        const inside = <usize> (last - first) * pixel;\n        for (let k = 0; k < windowHeight; k++, from += run)",
    ],
    ["winograd", "first * tiles, total, dx", "0, total, dx"],
  ], "ONNX Runtime"),
  ...planted("native", ["native/providers_test.ts", "native/native_set_test.ts"], [
    [
      "blocked_convolution_graph",
      "pads: [shape.padTop, shape.padLeft, bottom, right]",
      "pads: [shape.padLeft, shape.padTop, bottom, right]",
    ],
    ["blocked_filter", "rotated ? taps - 1 - tap : tap", "tap"],
    ["native_convolution", "loops.scatterPatches(c, dx", "loops.scatterPatches(c, at.dx"],
    ["native_set", "loops.finishRows(at.c, shape.m", "loops.finishRows(at.c, shape.m - 1"],
    ["onnx_convolution", "image * outImage * floatBytes", "image * inImage * floatBytes"],
    ["onnx_products", "transB: Number(transposeB)", "transB: Number(transposeA)"],
    ["onnx_sessions", "const key = `${at}:${shape}`", "const key = `${at}`"],
    ["padding", "columns - shape.inWidth - shape.padLeft", "0"],
    ["patch_parts", "shape.padTop - row * shape.strideHeight", "shape.padTop - row"],
    ["winograd_convolution", "accumulate: first > 0", "accumulate: false"],
  ], "ONNX Runtime"),
  ...planted("native", ["kernels/matmul_test.ts"], [
    ["self_product", "row * n + upper", "row * n"],
  ], "ONNX Runtime"),
  ...planted("native", ["native/providers_test.ts"], [
    ["cblas", "accumulate ? 1 : 0", "0"],
  ], "a system BLAS"),
  ...planted("webgpu", ["webgpu/convolutions_test.ts"], [
    [
      "convolution",
      "b: filterByInput(filter!, info)",
      "b: matrix(filter!, { batch: 0, outer: info.outChannels, inner: 1 })",
    ],
    [
      "operands",
      "y < uniforms.outHeight${side} && x < uniforms.outWidth${side};",
      "y < uniforms.outHeight${side};",
    ],
  ], "WebGPU"),
  ...planted("webgpu", ["webgpu/products_test.ts"], [
    ["matmul", "batch: batchB === 1 ? 0 : columns * inner", "batch: batchB === 1 ? 0 : columns"],
    ["product", "var part = 0; part < uniforms.parts", "var part = 1; part < uniforms.parts"],
    ["product_code", "column + ${j} < uniforms.columns", "column + ${j} <= uniforms.columns"],
    ["tiles", "parts: Math.ceil(allSteps / steps)", "parts: Math.floor(allSteps / steps) || 1"],
  ], "WebGPU"),
  ...planted("webgpu", ["webgpu/guard_device_test.ts"], [
    ["guard_device", "if (failure) throw failure;", ""],
  ], "WebGPU"),
  ...planted("webgpu", ["webgpu/adapter_test.ts", "webgpu/trim_pool_test.ts"], [
    ["adapter", "!fallback && !softwareNames", "!softwareNames"],
    ["trim_pool", "pool.numBytesAllocated -= buffer.size;", ""],
  ]),
  ...planted("webgpu", ["webgpu/kernels_test.ts"], [
    [
      "elementwise",
      "const terms = [sum, ...tensors.slice(next",
      "const terms = [...tensors.slice(next",
    ],
    ["extremes", "value ${beats} bestValue", "value ${beats}= bestValue"],
    ["max_pooling", "value > highest", "value >= highest"],
    ["average_pooling", "count > 0.0", "true"],
    [
      "pool_shape",
      "along - uniforms.filterWidth + uniforms.strideWidth",
      "along - uniforms.filterWidth",
    ],
    ["run_shader", "if (index < uniforms.count)", "if (index < uniforms.count - 1)"],
  ], "WebGPU"),
];
