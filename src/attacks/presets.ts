/**
 * Attack plans with names.
 *
 * @module
 */
import { apgd } from "./apgd.ts";
import type { Attack, AttackPlan } from "./attack.ts";
import { ddn } from "./ddn.ts";
import { fab } from "./fab.ts";
import { marginPgd, paperPgd, pgd, type PgdSettings } from "./pgd.ts";
import { square } from "./square.ts";

/** The plans that go by a name. */
export type PresetName = "paper" | "margin" | "standard" | "rapid" | "ddn";

/**
 * PGD as Wu and Yu (2019) ran it, each radius by itself. Its numbers are for
 * comparison with theirs: on confident networks it gets stuck.
 *
 * @param settings Smaller budgets, for profiles that are not the paper's.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { paperAttack } from "@marginlab/marginlab";
 *
 * assertEquals(paperAttack({ steps: 40 }).attacks[0]!.settings.loss, "cross_entropy");
 * ```
 */
export function paperAttack(settings: Partial<PgdSettings> = {}): AttackPlan {
  return { name: "paper", order: "separate", attacks: [pgd({ ...paperPgd, ...settings })] };
}

/**
 * PGD with the paper's budget on the logit margin.
 *
 * @param settings Smaller budgets, for profiles that are not the paper's.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { marginAttack } from "@marginlab/marginlab";
 *
 * assertEquals(marginAttack().attacks[0]!.settings.steps, 1000);
 * ```
 */
export function marginAttack(settings: Partial<PgdSettings> = {}): AttackPlan {
  return { name: "margin", order: "ascending", attacks: [pgd({ ...marginPgd, ...settings })] };
}

/**
 * AutoAttack's standard version for l2 (Croce and Hein 2020): APGD on
 * cross-entropy, APGD on the targeted DLR loss with 9 targets, FAB with 9 targets,
 * 100 steps each from one start, and Square with 5,000 queries. Nothing can be set.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { standardAttack } from "@marginlab/marginlab";
 *
 * assertEquals(standardAttack.attacks.map(({ name }) => name), ["apgd", "apgd", "fab", "square"]);
 * ```
 */
export const standardAttack: AttackPlan = {
  name: "standard",
  order: "ascending",
  attacks: [
    apgd({ loss: "log_odds", steps: 100, restarts: 1 }),
    apgd({ loss: "targeted_dlr", targets: 9, steps: 100, restarts: 1 }),
    fab({ targets: 9, steps: 100, restarts: 1 }),
    square({ queries: 5000 }),
  ],
};

/**
 * For every day: a short DDN that settles most radii at once, then APGD
 * towards the three likeliest classes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { rapidAttack } from "@marginlab/marginlab";
 *
 * assertEquals(rapidAttack.order, "descending");
 * ```
 */
export const rapidAttack: AttackPlan = {
  name: "rapid",
  order: "descending",
  attacks: [
    ddn({ steps: 40 }),
    apgd({ loss: "targeted_dlr", targets: 3, steps: 40, restarts: 1 }),
  ],
};

/**
 * The plans by name, with the budgets of the literature.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { attackPresets } from "@marginlab/marginlab";
 *
 * assertEquals(Object.keys(attackPresets), ["paper", "margin", "standard", "rapid", "ddn"]);
 * ```
 */
export const attackPresets: Readonly<Record<PresetName, AttackPlan>> = {
  paper: paperAttack(),
  margin: marginAttack(),
  standard: standardAttack,
  rapid: rapidAttack,
  ddn: planOf(ddn()),
};

/** A plan by its name, as plain data that can be sent to a worker and written beside a result. */
export interface AttackChoice {
  /** The plan. */
  readonly preset: PresetName;
  /** How many steps `paper` and `margin` make; theirs if not given. */
  readonly steps?: number;
  /** How far a step of `paper` or `margin` goes; theirs if not given. */
  readonly stepSize?: number;
}

/**
 * The plan that a choice means.
 *
 * @throws {RangeError} If a budget is given to a plan that takes none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { chosenPlan } from "@marginlab/marginlab";
 *
 * const { name, attacks } = chosenPlan({ preset: "margin", steps: 40, stepSize: 0.2 });
 * assertEquals([name, attacks[0]!.settings.stepSize], ["margin", 0.2]);
 * ```
 */
export function chosenPlan({ preset, ...budget }: AttackChoice): AttackPlan {
  if (Object.keys(budget).length === 0) return attackPresets[preset];
  if (preset === "paper") return paperAttack(budget);
  if (preset === "margin") return marginAttack(budget);
  throw new RangeError(
    `Cannot change the ${preset} attack: only paper and margin take steps and stepSize, found ${
      Object.keys(budget).join(", ")
    }`,
  );
}

/** A single attack as a plan. */
export function planOf(attack: Attack): AttackPlan {
  return { name: attack.name, order: "ascending", attacks: [attack] };
}
