package io.headrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MasksTest {
    @ParameterizedTest
    @CsvSource({
        "redis://127.0.0.1:6379, redis://127.0.0.1:6379",
        "redis://joe:hunter2@host:1, redis://joe:***@host:1",
        "redis://:hunter2@host, redis://:***@host",
        "redis://hunter2@host, redis://:***@host",
        "redis://joe:hun/ter@2@host, redis://joe:***@host",
        "memory:x, memory:x"
    })
    void passwordInAUri_isHidden(String uri, String shown) {
        assertThat(Masks.uri(uri)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "headrace.redis.password, hunter2, ***",
        "headrace.redis.password-file, /run/secret, /run/secret",
        "headrace.app.db-password, hunter2, ***",
        "headrace.app.apiToken, hunter2, ***",
        "headrace.app.db, jdbc:postgresql://h/d?user=a&password=hunter2&x=1, jdbc:postgresql://h/d?user=a&password=***&x=1",
        "headrace.app.limit, 5, 5"
    })
    void secretValue_isHidden(String key, String value, String shown) {
        assertThat(Masks.shown(key, value)).isEqualTo(shown);
    }
}
