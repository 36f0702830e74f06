import { assert, assertEquals, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import { startBackend } from "../../src/backend/choose.ts";
import type { Experiment, Settings } from "../../src/experiments/experiment.ts";
import { fig4 } from "../../src/experiments/fig4.ts";
import { table1 } from "../../src/experiments/table1.ts";
import { table2 } from "../../src/experiments/table2.ts";
import type { ArchitectureName } from "../../src/models/architectures.ts";
import { findArchitecture } from "../../src/models/architectures.ts";
import { createNetwork } from "../../src/models/network.ts";
import { loadWeights, saveWeights } from "../../src/models/weights_file.ts";
import type { WeightsLayout } from "../../src/models/weights_layout.ts";
import { seededRandom } from "../../src/random.ts";
import { InputError, UsageError } from "../../tasks/failure.ts";
import { checkTakesWeights, ownNetworks } from "../../tasks/own_weights.ts";
import { tenBands } from "../support/context.ts";
import { withFolder } from "../support/disk.ts";
import { granted } from "../support/permissions.ts";

const backend = await startBackend("wasm");
const dataset = (name: string) => Promise.resolve(tenBands(name as "mnist" | "cifar10"));

/** A file of fresh weights. */
async function file(
  folder: string,
  { model, classes = 10, layout = "tfjs" }: {
    readonly model: ArchitectureName;
    readonly classes?: number;
    readonly layout?: WeightsLayout;
  },
): Promise<string> {
  const inputShape = [28, 28, 1];
  const architecture = findArchitecture(model, inputShape);
  const network = createNetwork(architecture, { inputShape, classes, random: seededRandom(4) });
  const path = `${folder}/${model}-${classes}-${layout}.safetensors`;
  await Deno.writeFile(path, await saveWeights(network, { layout }));
  network.dispose();
  return path;
}

const read = (
  weights: string,
  weightsLayout: WeightsLayout | null = null,
  experiment: Experiment = table1,
) =>
  ownNetworks({ weights, weightsLayout }, {
    ...{ experiment, settings: experiment.settings.smoke, backend, dataset },
  });

Deno.test({
  name: "ownNetworks() takes a file in either layout as the same network (needs read and write)",
  ignore: !granted("read", "write"),
  fn: () =>
    withFolder("disk", async (folder) => {
      const [ours] = await read(await file(folder, { model: "mlp" }));
      const [theirs] = await read(
        await file(folder, { model: "mlp", layout: "pytorch" }),
        "pytorch",
      );
      assertEquals([ours!.dataset, ours!.model], ["mnist", "mlp"]);
      assert(/^own-mnist-mlp-[0-9a-f]{16}$/.test(ours!.run.key));
      assertEquals(theirs!.run.key, ours!.run.key);
      const shape = { inputShape: [28, 28, 1], classes: 10, random: seededRandom(0) };
      const network = createNetwork(findArchitecture("mlp", shape.inputShape), shape);
      loadWeights(network, await theirs!.run.weights(0));
      network.dispose();
      const [small] = await read(await file(folder, { model: "lenet_small" }), null, table2);
      assertEquals(small!.model, "lenet_small");
      assertNotEquals(small!.run.key, ours!.run.key);
    }),
});

Deno.test({
  name: "ownNetworks() refuses what has no place in the table, in one line (needs read and write)",
  ignore: !granted("read", "write"),
  fn: () =>
    withFolder("disk", async (folder) => {
      const wrong = async (message: string, path: string, layout: WeightsLayout | null = null) => {
        const error = await assertRejects(() => read(path, layout), InputError, message);
        assert(!error.message.includes("\n"));
      };
      await wrong("there is no such file", `${folder}/none.safetensors`);
      await wrong(
        "must be one of mlp on mnist, cnn on mnist, mlp on cifar10, cnn on cifar10; found lr on mnist",
        await file(folder, { model: "lr" }),
      );
      await wrong("must have 10 classes", await file(folder, { model: "mlp", classes: 7 }));
      await wrong(
        "fits no network of table1",
        await file(folder, { model: "mlp" }),
        "pytorch",
      );
      const broken = await file(folder, { model: "mlp" });
      const bytes = await Deno.readFile(broken);
      new DataView(bytes.buffer).setFloat32(bytes.length - 4, NaN, true);
      await Deno.writeFile(`${folder}/nan.safetensors`, bytes);
      await wrong("must be finite, found NaN in layer", `${folder}/nan.safetensors`);
      await Deno.writeFile(`${folder}/short.safetensors`, new Uint8Array(3));
      await wrong("at least 8 bytes", `${folder}/short.safetensors`);
    }),
});

Deno.test({
  name: "ownNetworks() reads no data that the settings do not want (needs read and write)",
  ignore: !granted("read", "write"),
  fn: () =>
    withFolder("disk", async (folder) => {
      const asked: string[] = [];
      const only = (weights: string, wanted: Settings) =>
        ownNetworks({ weights, weightsLayout: null }, {
          ...{ experiment: table1, settings: { ...table1.settings.smoke, ...wanted }, backend },
          dataset: (name) => (asked.push(name), dataset(name)),
        });
      const path = await file(folder, { model: "mlp" });
      await assertRejects(
        () => only(path, { datasets: ["mnist"], models: ["cnn"] }),
        InputError,
        "must be one of cnn on mnist; found mlp on mnist",
      );
      await assertRejects(
        () => only(path, { datasets: ["cifar10"] }),
        InputError,
        "fits no network of table1 on cifar10: ",
      );
      assertEquals(asked, ["mnist", "cifar10"]);
    }),
});

Deno.test("--weights is refused where an experiment measures no other networks", () => {
  const message = assertThrows(() => checkTakesWeights(fig4, { weights: "w" }), UsageError).message;
  assertEquals(message, "--weights is for the tables: fig4 measures no other networks");
  checkTakesWeights(table1, { weights: "w" });
  checkTakesWeights(fig4, { weights: null });
});
