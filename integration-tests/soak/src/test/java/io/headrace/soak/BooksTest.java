package io.headrace.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.testkit.GroupView;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Books that are in order are accepted; each kind of planted error is found. */
class BooksTest {
    private static final Set<String> NONE = Set.of();

    @Test
    void everythingHandledWithOneBill_isInOrder() {
        Books books = new Books(
                Set.of("a", "b"),
                Set.of("c", "d"),
                Set.of("e"),
                handled("a", "b", "c"),
                List.of("a", "b", "c"),
                settled("a", "b", "c"),
                0);

        assertThat(books.problems()).isEmpty();
    }

    @Test
    void handledTwice_isNoProblem() {
        Books books = books(Map.of("a", 2), List.of("a"), settled("a"));

        assertThat(books.problems()).isEmpty();
        assertThat(books.report().duplicates()).containsExactly("a");
    }

    @Test
    void ackedWithoutHandling_isLost() {
        assertThat(books(Map.of(), List.of(), settled("a")).problems())
                .containsExactly("1 confirmed messages are lost: a");
    }

    @Test
    void confirmedAndNowhere_isLost() {
        assertThat(books(Map.of(), List.of(), settled()).problems())
                .containsExactly("1 confirmed messages are lost: a");
    }

    @Test
    void effectTwice_isFound() {
        assertThat(books(handled("a"), List.of("a", "a"), settled("a")).problems())
                .containsExactly("1 messages have two bills: a");
    }

    @Test
    void ackedWithoutEffect_isFound() {
        assertThat(books(handled("a"), List.of(), settled("a")).problems())
                .containsExactly("1 messages were handled and have no bill: a");
    }

    @Test
    void effectWithoutHandling_isFound() {
        assertThat(books(handled("a"), List.of("a", "b"), settled("a")).problems())
                .containsExactly("1 messages have a bill and were not handled: b");
    }

    @Test
    void refusedAndYetHandled_isFound() {
        Books books = new Books(NONE, NONE, Set.of("a"), handled("a"), List.of("a"), settled("a"), 0);

        assertThat(books.problems()).containsExactly("1 messages were handled that the sender calls refused: a");
    }

    @Test
    void underAnIdAndYetNotConfirmed_isFound() {
        Books books = new Books(
                NONE, Set.of("once-2", "plain-1"), Set.of("once-4", "plain-3"), Map.of(), List.of(), settled(), 0);

        assertThat(books.problems()).containsExactly("2 sends under an id were not confirmed: once-2, once-4");
    }

    @Test
    void whatIsNotSettled_isFound() {
        GroupView view = new GroupView(Set.of("b"), Set.of("a"), Set.of("c"), NONE);

        assertThat(books(handled("a"), List.of("a"), view).problems())
                .containsExactly(
                        "1 messages are still pending: a",
                        "1 messages are still undelivered: b",
                        "1 messages are still dead letters: c");
    }

    @Test
    void pendingWithoutBody_isFound() {
        Books books = new Books(Set.of("a"), NONE, NONE, handled("a"), List.of("a"), settled("a"), 3);

        assertThat(books.problems()).containsExactly("3 entries were pending without a body");
    }

    private static Books books(Map<String, Integer> handled, List<String> bills, GroupView view) {
        return new Books(Set.of("a"), NONE, NONE, handled, bills, view, 0);
    }

    private static Map<String, Integer> handled(String... identities) {
        return Set.of(identities).stream().collect(Collectors.toMap(each -> each, each -> 1));
    }

    private static GroupView settled(String... identities) {
        return new GroupView(NONE, NONE, NONE, Set.of(identities));
    }
}
