/**
 * The paper's claims, in our words, and which tasks judge each.
 *
 * @module
 */

/** One claim of Wu and Yu (2019). */
export interface PaperClaim {
  /** Its number in this project, 1 to 24. */
  readonly claim: number;
  /** What the paper says, in our words. */
  readonly sentence: string;
  /** Where it says so. */
  readonly place: string;
  /** The tasks whose rows judge it. */
  readonly tasks: readonly string[];
}

/** Every claim that is judged, by number. */
export const paperClaims: readonly PaperClaim[] = [
  {
    claim: 1,
    sentence: "Logistic regression tells MNIST's zeros from its ones without one training error.",
    place: "section 3, appendix B, figure 4",
    tasks: ["fig1"],
  },
  {
    claim: 2,
    sentence:
      "As logistic regression trains, its minimum margin rises towards the hard-margin SVM's.",
    place: "section 3, figure 1(a)",
    tasks: ["fig1"],
  },
  {
    claim: 3,
    sentence: "Its average margin falls meanwhile, on the training set and on the test set.",
    place: "section 3, figure 1(a)",
    tasks: ["fig1"],
  },
  {
    claim: 4,
    sentence:
      "Its minimum margin goes on rising and its average margin falling after the training " +
      "error has reached zero.",
    place: "section 3, figure 1(a)",
    tasks: ["fig1"],
  },
  {
    claim: 5,
    sentence: "The histogram of its margins moves left, until it is the SVM's.",
    place: "section 3, figure 1(b)",
    tasks: ["fig1"],
  },
  {
    claim: 6,
    sentence:
      "The smallest change that makes it take an image for the other digit gets ever smaller.",
    place: "section 3, figure 1(c)",
    tasks: ["fig1"],
  },
  {
    claim: 7,
    sentence:
      "Errors on training and test set never rise: the falling average margin is no overfitting.",
    place: "section 3, appendix B, figures 4 and 5",
    tasks: ["fig4", "fig5"],
  },
  {
    claim: 8,
    sentence: "On CIFAR-10 the minimum margin rises and the average margin falls, for the " +
      "linear, the one-hidden-layer and the convolutional network.",
    place: "section 5.2, figure 2",
    tasks: ["fig2"],
  },
  {
    claim: 9,
    sentence:
      "On MNIST the minimum margin rises and the average margin falls as well, except for the " +
      "convolutional network's average margin.",
    place: "appendix C, figure 6",
    tasks: ["fig6"],
  },
  {
    claim: 10,
    sentence: "The average margin goes on falling after training and test error have saturated.",
    place: "section 5.2, figures 2 and 5",
    tasks: ["fig2", "fig6"],
  },
  {
    claim: 11,
    sentence: "The deep networks' histograms of margins move left during training.",
    place: "section 5.2, appendices D and E, figures 7 and 8",
    tasks: ["fig7", "fig8"],
  },
  {
    claim: 12,
    sentence: "Their regulariser (AMR) makes the average margin 2 to 3 times as large for the " +
      "linear and the one-hidden-layer network, 1.5 to 2 times for the convolutional one.",
    place: "section 5.3, figure 3",
    tasks: ["fig3"],
  },
  {
    claim: 13,
    sentence: "With AMR, training no longer sacrifices the average margin.",
    place: "section 5.3, figure 3",
    tasks: ["fig3"],
  },
  {
    claim: 14,
    sentence: "At a small radius, AMR's robust accuracy is about that of Lipschitz " +
      "regularisation alone (LCR).",
    place: "section 5.3, table 1",
    tasks: ["table1"],
  },
  {
    claim: 15,
    sentence: "At larger radii, AMR's robust accuracy is always above LCR's.",
    place: "section 5.3, table 1",
    tasks: ["table1"],
  },
  {
    claim: 16,
    sentence: "At the largest radius, LCR's robust accuracy even falls below standard " +
      "training's, on the convolutional networks.",
    place: "section 5.3, table 1",
    tasks: ["table1"],
  },
  {
    claim: 17,
    sentence: "AMR's average margin is larger than LCR's, and LCR's than standard training's.",
    place: "section 5.3, table 1",
    tasks: ["fig3", "table1"],
  },
  {
    claim: 18,
    sentence: "On MNIST, AMR is more robust overall than standard training, Deep Defense and " +
      "adversarial training, above all at large radii.",
    place: "section 5.3, table 2",
    tasks: ["table2"],
  },
  {
    claim: 19,
    sentence: "On CIFAR-10, AMR is about as robust as adversarial training and Deep Defense.",
    place: "section 5.3, table 2",
    tasks: ["table2"],
  },
  {
    claim: 20,
    sentence: "On both data sets, AMR is more robust than the maximum margin regulariser (MMR).",
    place: "section 5.3, table 2",
    tasks: ["table2"],
  },
  {
    claim: 21,
    sentence: "An epoch with AMR takes about as long as a standard one; adversarial training " +
      "takes longer by its number of attack steps.",
    place: "section 5.3",
    tasks: ["table2"],
  },
  {
    claim: 22,
    sentence: "Theorem 1: on separable data, gradient descent on the logistic loss turns " +
      "towards the hard-margin SVM.",
    place: "section 3, theorem 1",
    tasks: ["theorems"],
  },
  {
    claim: 23,
    sentence: "Theorem 2: a Fisher-consistent loss stays so when AMR is added.",
    place: "section 4.1, theorem 2",
    tasks: ["theorems"],
  },
  {
    claim: 24,
    sentence: "Theorem 3: the margin estimate never exceeds the true margin, known exactly for " +
      "linear classifiers.",
    place: "section 5.1, theorem 3",
    tasks: ["theorems"],
  },
];
