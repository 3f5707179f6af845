"""Metrics, checked on a few items by hand."""

from __future__ import annotations

import math

from evaluation.metrics import accuracy, auroc, f1, macro_f1, percentile


def test_accuracy_is_the_share_that_is_right() -> None:
    assert accuracy(["a", "b", "a", "c", "a"], ["a", "b", "b", "c", "c"]) == 0.6
    assert math.isnan(accuracy([], []))


def test_macro_f1_weighs_each_label_alike() -> None:
    # a: precision 1/1, recall 1/3, F1 0.5 · b: 1/2 and 1/1, F1 2/3 · c: 1/2 and 1/1, F1 2/3
    assert math.isclose(macro_f1(["a", "b", "a", "c", "a"], ["a", "b", "b", "c", "c"]), (0.5 + 2 / 3 + 2 / 3) / 3)


def test_macro_f1_leaves_out_labels_that_are_only_said() -> None:
    assert math.isclose(macro_f1(["a", "a"], ["a", "b"]), 2 / 3)


def test_auroc_counts_the_pairs_in_the_right_order() -> None:
    # inside 0.9, 0.4; outside 0.5, 0.1: of four pairs three are in order
    assert auroc([True, True, False, False], [0.9, 0.4, 0.5, 0.1]) == 0.75
    assert math.isnan(auroc([True], [0.3]))


def test_f1_of_counts() -> None:
    assert f1(3, 1, 1) == 0.75
    assert f1(0, 0, 0) == 1.0
    assert f1(0, 2, 0) == 0.0


def test_a_percentile_is_a_value_that_occurred() -> None:
    assert percentile([5, 1, 4, 2, 3], 0.5) == 3
    assert percentile([5, 1, 4, 2, 3], 0.95) == 5
