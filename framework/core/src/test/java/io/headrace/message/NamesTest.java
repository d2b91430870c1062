package io.headrace.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"orders", "{shop}.orders", "orders{7}", "a b", "bestellungen:öl", "hr:x", "{a b}"})
    void streamName_isAccepted(String name) {
        assertThat(Names.stream(name)).isSameAs(name);
        assertThat(Names.isStream(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{}", "{}orders", "{a}{b}", "a{b", "a}b", "}a{", "{{a}}", "{a}}", "a{b}c{d}"})
    void streamName_isRefused(String name) {
        assertRefused(() -> Names.stream(name), "stream", name);
        assertThat(Names.isStream(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "billing", "Billing-2.old_one", "-", "Groups", "dedup2"})
    void groupName_isAccepted(String name) {
        assertThat(Names.group(name)).isSameAs(name);
        assertThat(Names.isGroup(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", "a{b}", "größe", "a\n", "groups", "dedup", "~retry", "*"})
    void groupName_isRefused(String name) {
        assertRefused(() -> Names.group(name), "group", name);
        assertThat(Names.isGroup(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"w", "hr-host-17-00ff", "worker@host:8080", "A.b_c"})
    void consumerName_isAccepted(String name) {
        assertThat(Names.consumer(name)).isSameAs(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "~retry", "~free", "~sweep", "a/b", "ä", "a\n"})
    void consumerName_isRefused(String name) {
        assertRefused(() -> Names.consumer(name), "worker", name);
    }

    @Test
    void longestName_isTheLastAccepted() {
        assertThat(Names.stream("s".repeat(512))).hasSize(512);
        assertThat(Names.group("g".repeat(64))).hasSize(64);
        assertThat(Names.consumer("c".repeat(128))).hasSize(128);

        assertRefused(() -> Names.stream("s".repeat(513)), "stream", "s");
        assertRefused(() -> Names.group("g".repeat(65)), "group", "g");
        assertRefused(() -> Names.consumer("c".repeat(129)), "worker", "c");
    }

    private static void assertRefused(ThrowingCallable call, String what, String name) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        HeadraceException.class, bad -> assertThat(bad.code()).isEqualTo(ErrorCode.BAD_NAME))
                .hasMessageStartingWith("HR-1003 Bad " + what + " name \"" + name);
    }
}
