/**
 * The book-keeping of an evaluation at several radii.
 *
 * @module
 */
import type { Attack, AttackPlan } from "./attack.ts";
import type { Examples } from "./examples.ts";

/** What is known of every example while the radii are gone through. */
export class Siege {
  /** How many examples are right and not known to break at the radius under way. */
  standing = 0;
  /** The nearest adversarial point known, `[examples]`. */
  readonly distances: Float64Array;
  /** `[radii][examples]`, filled as radii are closed. */
  readonly robust: number[][] = [];
  /** Whether an example is taken to stand at all radii to come. */
  private readonly settled: Uint8Array;
  /** Whether a minimal attack has done all it can, `[attacks][examples]`. */
  private readonly exhausted: Uint8Array[];
  /** Whether an example is broken by what was tried at the radius under way. */
  private broken: Uint8Array;

  constructor(
    readonly examples: Examples,
    readonly clean: readonly number[],
    readonly radii: readonly number[],
    private readonly plan: AttackPlan,
    /** Within which radius nothing can break an example, `[examples]`; null where that is not known. */
    readonly certified: readonly number[] | null = null,
  ) {
    const { count } = examples;
    this.distances = Float64Array.from(clean, (right) => right ? Infinity : 0);
    this.settled = new Uint8Array(count);
    this.exhausted = plan.attacks.map(() => new Uint8Array(count));
    this.broken = new Uint8Array(count);
  }

  /** The radii's positions in the order in which they are attacked. */
  *levels(): Iterable<number> {
    const levels = this.radii.map((_, level) => level);
    for (const level of this.plan.order === "descending" ? levels.reverse() : levels) {
      this.open(level);
      yield level;
    }
  }

  private open(level: number): void {
    const separate = this.plan.order === "separate";
    this.broken = Uint8Array.from(
      this.distances,
      (distance, row) => separate ? 1 - this.clean[row]! : Number(distance <= this.radii[level]!),
    );
    this.standing = this.examples.count - this.broken.reduce((sum, flag) => sum + flag, 0);
  }

  /** The examples that an attack can still change at this radius; of which a minimal one can tell the distance. */
  rowsFor(level: number, position: number, { minimal }: Attack): number[] {
    const rows: number[] = [];
    const radius = this.radii[level]!;
    if (radius === 0) return rows;
    const certified = minimal || this.plan.order === "separate" ? null : this.certified;
    for (let row = 0; row < this.examples.count; row++) {
      if (this.broken[row] || this.settled[row] || this.exhausted[position]![row]) continue;
      if (certified && certified[row]! >= radius) continue;
      rows.push(row);
      if (minimal && this.plan.order !== "separate") this.exhausted[position]![row] = 1;
    }
    return rows;
  }

  /** Within which distance a found point ends an attack: nothing nearer could tell more. */
  stopRadius(level: number, { minimal }: Attack): number {
    const smallest = this.radii.find((radius) => radius > 0) ?? 0;
    return minimal && this.plan.order === "descending" ? smallest : this.radii[level]!;
  }

  /** Notes the nearest point an attack found for an example; Infinity for none. */
  record(level: number, row: number, distance: number): void {
    this.distances[row] = Math.min(this.distances[row]!, distance);
    if (distance > this.radii[level]! || this.broken[row]) return;
    this.broken[row] = 1;
    this.standing--;
  }

  /** Ends all radii: a point found at a larger one may be near enough for a smaller one, too. */
  end(): void {
    if (this.plan.order === "separate") return;
    this.radii.forEach((radius, level) => {
      const flags = this.robust[level]!;
      this.distances.forEach((distance, row) => {
        if (distance <= radius) flags[row] = 0;
      });
    });
  }

  /** Ends a radius: what is not broken stands. */
  close(level: number): void {
    this.robust[level] = Array.from(this.broken, (flag) => 1 - flag);
    if (this.plan.order !== "descending") return;
    this.broken.forEach((flag, row) => {
      if (!flag) this.settled[row] = 1;
    });
  }
}
