package io.headrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisExtensionTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension(o -> o.config("maxmemory-policy", "noeviction"));

    @RepeatedTest(2)
    void everyTest_startsEmpty() {
        assertThat(redis.server().command("DBSIZE")).isEqualTo(0L);
        redis.server().command("SET", "left", "over");
    }

    @RepeatedTest(2)
    void serverLeftDown_isRestartedForTheNextTest() {
        assertThat(redis.server().command("PING")).isEqualTo("PONG");
        redis.server().kill();
    }

    @RepeatedTest(2)
    void serverLeftPaused_isResumedForTheNextTest() {
        assertThat(redis.server().command("PING")).isEqualTo("PONG");
        redis.server().pause();
    }

    @Test
    void outsideOfATest_saysHowToRegister() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new RedisExtension().uri())
                .withMessageContaining("static field");
    }

    @Nested
    class Inside {
        @Test
        void nestedClass_hasTheSameServer() {
            assertThat(redis.uri()).isEqualTo(redis.server().uri());
            assertThat(redis.server().command("PING")).isEqualTo("PONG");
        }
    }
}
