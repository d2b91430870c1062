package io.headrace.worker;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody who mistyped a name may have meant. */
final class Nearest {
    private Nearest() {}

    /** The candidate that the fewest edits lead to; none if all are too far off to be meant. */
    static Optional<String> to(String name, Collection<String> candidates) {
        return candidates.stream()
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .filter(nearest -> distance(name, nearest) <= Math.max(2, name.length() / 3));
    }

    /** {@code Did you mean "x"?} behind a space, or nothing. */
    static String hint(String name, Collection<String> candidates) {
        return to(name, candidates)
                .map(nearest -> " Did you mean \"" + nearest + "\"?")
                .orElse("");
    }

    /** How many characters must be inserted, removed, replaced or swapped with their neighbour. */
    static int distance(String one, String other) {
        int[][] edits = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                edits[i][j] = i == 0 || j == 0 ? i + j : cheapest(edits, one, other, i, j);
            }
        }
        return edits[one.length()][other.length()];
    }

    private static int cheapest(int[][] edits, String one, String other, int i, int j) {
        int replaced = edits[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        int cheapest = Math.min(replaced, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        boolean swapped =
                i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
        return swapped ? Math.min(cheapest, 1 + edits[i - 2][j - 2]) : cheapest;
    }
}
