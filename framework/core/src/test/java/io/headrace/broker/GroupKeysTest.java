package io.headrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.error.HeadraceException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The names are part of the wire format: other versions and other programs find the keys by them. */
class GroupKeysTest {
    @Test
    void plainStream_becomesTheHashTag() {
        GroupKeys keys = GroupKeys.of(new GroupRef("orders", "billing"));

        assertThat(keys)
                .isEqualTo(new GroupKeys(
                        "orders",
                        "hr:{orders}:billing:lane",
                        "hr:{orders}:billing:due",
                        "hr:{orders}:billing:attempts",
                        "hr:{orders}:billing:dead",
                        "hr:{orders}:billing:lost",
                        "hr:{orders}:groups",
                        "hr:{orders}:billing:alive",
                        "hr:{orders}:billing:probe",
                        "hr:{orders}:billing:control",
                        "hr:{orders}:billing:checkpoint",
                        "hr:{orders}:billing:replays"));
    }

    @Test
    void taggedStream_keepsItsTagAndItsWholeName() {
        GroupKeys keys = GroupKeys.of(new GroupRef("{shop}.orders", "billing"));

        assertThat(keys)
                .isEqualTo(new GroupKeys(
                        "{shop}.orders",
                        "hr:{shop}:{shop}.orders:billing:lane",
                        "hr:{shop}:{shop}.orders:billing:due",
                        "hr:{shop}:{shop}.orders:billing:attempts",
                        "hr:{shop}:{shop}.orders:billing:dead",
                        "hr:{shop}:{shop}.orders:billing:lost",
                        "hr:{shop}:{shop}.orders:groups",
                        "hr:{shop}:{shop}.orders:billing:alive",
                        "hr:{shop}:{shop}.orders:billing:probe",
                        "hr:{shop}:{shop}.orders:billing:control",
                        "hr:{shop}:{shop}.orders:billing:checkpoint",
                        "hr:{shop}:{shop}.orders:billing:replays"));
    }

    @Test
    void tagAnywhereInTheName_isFound() {
        assertThat(GroupKeys.of(new GroupRef("orders.{7}", "b")).lane()).isEqualTo("hr:{7}:orders.{7}:b:lane");
        assertThat(GroupKeys.of(new GroupRef("a{7}z", "b")).groups()).isEqualTo("hr:{7}:a{7}z:groups");
    }

    @Test
    void everyKey_hashesLikeTheStream() {
        for (String stream : List.of("orders", "{shop}.orders", "eu.{shop}", "a b:c")) {
            GroupKeys keys = GroupKeys.of(new GroupRef(stream, "billing"));

            assertThat(List.of(
                            keys.lane(),
                            keys.due(),
                            keys.attempts(),
                            keys.dead(),
                            keys.lost(),
                            keys.groups(),
                            keys.alive(),
                            keys.probe(),
                            keys.control(),
                            keys.checkpoint()))
                    .allSatisfy(key -> assertThat(hashed(key)).isEqualTo(hashed(stream)));
        }
    }

    @Test
    void reservedGroup_hasNoKeys() {
        assertThatThrownBy(() -> new GroupRef("orders", "groups")).isInstanceOf(HeadraceException.class);
        assertThatThrownBy(() -> new GroupRef("or{}ders", "billing")).isInstanceOf(HeadraceException.class);
    }

    /** What a cluster hashes of a key: the first tag in braces if it is not empty, else the whole key. */
    private static String hashed(String key) {
        int open = key.indexOf('{');
        int close = key.indexOf('}', open + 1);
        return open < 0 || close <= open + 1 ? key : key.substring(open + 1, close);
    }
}
